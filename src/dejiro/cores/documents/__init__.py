"""What the cores have in common that read JSON documents: faults by place, and a reader that gathers them all."""
