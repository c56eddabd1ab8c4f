// What HTML alone cannot do: a citation opens its source, sources stay open while an answer grows, text is copied.
document.documentElement.lang = "vi";

// Ids of the sources that the user opened. Gradio redraws an answer as it grows and would close them.
const opened = new Set();

const fallbackCopy = (text) => {
  // Without https the browser offers no clipboard; a selection works everywhere.
  const field = document.createElement("textarea");
  field.value = text;
  field.style.position = "fixed";
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  return copied;
};

const copy = async (button) => {
  const text = button.dataset.copy;
  let copied = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    copied = fallbackCopy(text);
  }
  const label = "Sao chép kèm nguồn";
  button.textContent = copied ? "Đã sao chép" : "Không sao chép được";
  setTimeout(() => { button.textContent = label; }, 2000);
};

const openSource = (id) => {
  const source = document.getElementById(id);
  if (!source) return;
  opened.add(id);
  source.open = true;
  source.querySelector("summary").focus({ preventScroll: true });
  source.scrollIntoView({ block: "center" });
};

// Buttons that hide when pressed would take the focus with them. Not by touch, where focus raises a keyboard.
const keepFocus = (target) => {
  const vanishes = target.closest("#send, #stop, #anew, #examples button");
  if (vanishes && matchMedia("(pointer: fine)").matches) document.querySelector("#question textarea").focus();
};

document.addEventListener("click", (event) => {
  keepFocus(event.target);
  const mark = event.target.closest("a[data-source]");
  if (mark) {
    event.preventDefault();
    openSource(mark.dataset.source);
    return;
  }
  const button = event.target.closest("button[data-copy]");
  if (button) {
    copy(button);
    return;
  }
  const details = event.target.closest("summary")?.parentElement;
  if (!details?.id) return;
  // The click comes before the change that it causes.
  if (details.open) opened.delete(details.id);
  else opened.add(details.id);
});

let lastTurn = "";

window.conversationPage = {
  redrawn(element) {
    element.querySelectorAll("details[id]").forEach((details) => { details.open = opened.has(details.id); });
    const turn = element.querySelector("article[aria-busy]")?.id;
    if (turn && turn !== lastTurn) {
      lastTurn = turn;
      document.getElementById(turn).scrollIntoView({ block: "start" });
    }
  },
  startedAnew() {
    opened.clear();
    lastTurn = "";
  },
};
