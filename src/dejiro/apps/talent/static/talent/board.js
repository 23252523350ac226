// A bar of the planning board is carried by the pointer to other weeks or to another person's row.
// Where it is put down, its form opens, filled in; nothing is written here, and every bar leads to that form as it is.

const FAR = 5;
const board = document.querySelector("table.board[data-week]");

// The bar stands at rest until it has been moved a little, so that a click stays a click.
const carry = (bar, begun) => {
  const home = bar.closest("tr");
  const drawing = bar.ownerSVGElement;
  const scale = drawing.getBoundingClientRect().width / drawing.viewBox.baseVal.width;
  const across = (event) => (event.clientX - begun.clientX) / scale;
  const weeks = (event) => Math.round(across(event) / Number(board.dataset.week));
  let target = null;
  let far = false;

  const rowAt = (y) => {
    const row = [...board.tBodies[0].rows].find((one) => {
      const { top, bottom } = one.getBoundingClientRect();
      return y >= top && y < bottom;
    });
    return row?.dataset.person ? row : home;
  };
  const mark = (row) => {
    target?.classList.remove("drop");
    target = row;
    target?.classList.add("drop");
  };
  const move = (event) => {
    far = far || Math.hypot(event.clientX - begun.clientX, event.clientY - begun.clientY) > FAR;
    if (far) {
      bar.classList.add("carried");
      bar.setAttribute("transform", `translate(${across(event)} ${(event.clientY - begun.clientY) / scale})`);
      mark(rowAt(event.clientY));
    }
  };
  const rest = () => {
    listening.abort();
    bar.classList.remove("carried");
    bar.removeAttribute("transform");
    mark(null);
  };
  const drop = (event) => {
    const to = far && target !== home ? target.dataset.person : "";
    const shift = far ? weeks(event) : 0;
    rest();
    if (far) {
      swallow();
      setTimeout(() => open(bar, shift, to));
    }
  };
  const giveUp = (event) => {
    if (event.key === "Escape") {
      rest();
      window.addEventListener("pointerup", swallow, { once: true });
    }
  };
  const listening = new AbortController();
  const { signal } = listening;
  window.addEventListener("pointermove", move, { signal });
  window.addEventListener("pointerup", drop, { signal });
  window.addEventListener("pointercancel", rest, { signal });
  window.addEventListener("keydown", giveUp, { signal });
};

// The click that ends a drag is none.
const stay = (event) => event.preventDefault();
const swallow = () => {
  window.addEventListener("click", stay, { capture: true });
  setTimeout(() => window.removeEventListener("click", stay, { capture: true }));
};

const open = (bar, shift, to) => {
  if (!shift && !to) {
    return;
  }
  const address = new URL(bar.getAttribute("href"), document.baseURI);
  if (shift) {
    address.searchParams.set("shift", shift);
  }
  if (to) {
    address.searchParams.set("to", to);
  }
  window.location.assign(address);
};

// A finger scrolls the board; a mouse or a pen carries.
for (const bar of board?.querySelectorAll("a.planned, a.fixed") ?? []) {
  bar.addEventListener("dragstart", (event) => event.preventDefault());
  bar.addEventListener("pointerdown", (event) => {
    if (event.button === 0 && event.pointerType !== "touch") {
      event.preventDefault();
      carry(bar, event);
    }
  });
}
