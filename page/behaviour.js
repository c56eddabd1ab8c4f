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

// The reader: a place in a document, and the pages before and after it.
let placeShown = null;

const showPlace = async (place) => {
  const reader = document.getElementById("reader");
  const content = reader.querySelector(".reader-content");
  placeShown = place;
  if (!reader.open) {
    content.innerHTML = '<p class="writing" role="status">đang mở tài liệu…</p>';
    reader.showModal();
  }
  let html;
  try {
    html = await window.showPlace(place);
  } catch {
    html = '<p class="problem" role="alert">Không mở được tài liệu. Hãy tải lại trang rồi thử lại.</p>';
  }
  // Another place was asked for meanwhile.
  if (placeShown !== place) return;
  content.innerHTML = html;
  const leaf = content.querySelector(".leaf");
  // So that the arrow keys scroll.
  leaf?.focus({ preventScroll: true });
  reader.scrollTop = 0;
  content.querySelector("mark")?.scrollIntoView({ block: "center" });
};

const openPlace = ({ file, start, end, quote }) =>
  showPlace({ file, start: Number(start), end: Number(end), quote, number: 0 });

const readerClicked = (target) => {
  // The dialog itself is what a click beside its content meets.
  if (target.id === "reader" || target.closest(".close")) document.getElementById("reader").close();
  const turned = target.closest(".turn-leaf");
  if (turned) showPlace({ ...placeShown, number: Number(turned.dataset.number) });
};

const removeFile = (file) => {
  const told = `Gỡ hẳn tệp “${file}”?\n\nTệp bị xóa khỏi thư mục tài liệu, và câu trả lời sẽ không còn dùng tài liệu này.`;
  if (window.confirm(told)) window.removeFile(file);
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
  if (event.target.closest("#reader")) {
    readerClicked(event.target);
    return;
  }
  const opener = event.target.closest("button.open-place");
  if (opener) {
    openPlace(opener.dataset);
    return;
  }
  const remover = event.target.closest("button.remove-file");
  if (remover) {
    removeFile(remover.dataset.file);
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
