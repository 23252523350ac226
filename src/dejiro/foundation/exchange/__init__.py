"""Tables in and out: CSV and XLSX, read with every fault named by place, written so that no cell is a formula."""

from dejiro.foundation.exchange.columns import Column, Kind
from dejiro.foundation.exchange.faults import CellFault, TableFault
from dejiro.foundation.exchange.reading import Row, Table, read_table
from dejiro.foundation.exchange.writing import write_csv, write_xlsx

__all__ = ["CellFault", "Column", "Kind", "Row", "Table", "TableFault", "read_table", "write_csv", "write_xlsx"]
