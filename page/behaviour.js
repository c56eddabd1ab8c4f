// What HTML alone cannot do: a citation opens its source, sources stay as they were left while an answer grows, text is
// copied, files are saved, focus is kept, and what changes is told to screen readers.
document.documentElement.lang = "vi";

// By id, whether the user opened or closed it. Gradio redraws an answer as it grows and would undo that.
const toggled = new Map();
const NARROW = matchMedia("(max-width: 69.99rem)");

const announcer = document.createElement("div");
announcer.className = "visually-hidden";
announcer.setAttribute("role", "status");
announcer.setAttribute("aria-live", "polite");
document.body.append(announcer);

const announce = (text) => {
  const told = text?.trim();
  if (!told) return;
  announcer.textContent = "";
  // The same words again are news, too.
  setTimeout(() => { announcer.textContent = told; }, 100);
};

const notice = (text) => {
  const told = text?.trim();
  if (!told) return;
  document.querySelector(".notice")?.remove();
  const shown = document.createElement("p");
  shown.className = "notice";
  shown.textContent = told;
  document.body.append(shown);
  announce(told);
  setTimeout(() => shown.remove(), 4000);
};

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
    button.focus();
  }
  button.dataset.label ??= button.textContent;
  button.textContent = copied ? "Đã sao chép" : "Không sao chép được";
  announce(button.textContent);
  setTimeout(() => { button.textContent = button.dataset.label; }, 2000);
};

const openSource = (id) => {
  const source = document.getElementById(id);
  if (!source) return;
  toggled.set(id, true);
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
  (place.search && !place.quote ? content.querySelector("[name=search]") : leaf)?.focus({ preventScroll: true });
  reader.scrollTop = 0;
  content.querySelector("mark")?.scrollIntoView({ block: "center" });
};

const openPlace = ({ file, start, end, quote }, search = "") =>
  showPlace({ file, start: Number(start), end: Number(end), quote, number: 0, search });

const readerClicked = (target) => {
  // The dialog itself is what a click beside its content meets.
  if (target.id === "reader" || target.closest(".close")) document.getElementById("reader").close();
  const turned = target.closest(".turn-leaf");
  if (turned) showPlace({ ...placeShown, number: Number(turned.dataset.number) });
  const goer = target.closest(".go-place");
  if (goer) openPlace(goer.dataset, placeShown.search);
};

const removeFile = ({ file }) => {
  const told = `Gỡ hẳn tệp “${file}”?\n\nTệp bị xóa khỏi thư mục tài liệu, và câu trả lời sẽ không còn dùng tài liệu này.`;
  if (window.confirm(told)) window.removeFile(file);
};

const questionBox = () => document.querySelector("#question textarea");

const editTurn = ({ turn }) => {
  window.editTurn({ turn: Number(turn) });
  // The text comes with the server's reply.
  setTimeout(() => { questionBox().focus(); questionBox().select(); }, 400);
};

const openRoom = (name) => {
  [...document.querySelectorAll("[role=tab]")].find((tab) => tab.textContent.trim() === name)?.click();
};

const askThis = (question) => {
  if (document.querySelector("article[aria-busy]")) return;
  openRoom("Hỏi đáp");
  keepFocus();
  window.askThis(question);
};

// Buttons that hide when pressed would take the focus with them. Not by touch, where focus raises a keyboard.
const keepFocus = () => {
  if (matchMedia("(pointer: fine)").matches) questionBox()?.focus({ preventScroll: true });
};

// By the class of a button, what pressing it does.
const PRESSED = {
  "open-place": (button) => openPlace(button.dataset),
  "remove-file": (button) => removeFile(button.dataset),
  "edit-turn": (button) => editTurn(button.dataset),
  "ask-again": (button) => askThis({ turn: Number(button.dataset.turn) }),
  "ask-this": (button) => askThis({ question: button.dataset.question }),
  rate: (button) => window.rateTurn({ ...button.dataset, turn: Number(button.dataset.turn) }),
  copy,
  "reload-page": () => location.reload(),
  "open-indicator": (button) => openIndicator(button.dataset),
  "sort-rows": (button) => sortRows(button.dataset),
  "turn-rows": (button) => {
    registerQuery.number = Number(button.dataset.number);
    showRows().then(() => inRegister(".register").scrollIntoView({ block: "start" }));
  },
  "clear-register": () => {
    inRegister("#register-form").reset();
    Object.assign(registerQuery, { sort: "", descending: false });
    filterRows(0);
  },
  "save-register": (button) => saveRows(button.dataset),
  "revoke-correction": (button) => revokeCorrection(button.dataset, button),
};

document.addEventListener("click", (event) => {
  if (event.target.closest("#send, #stop, #anew, #examples button")) keepFocus();
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
  const button = event.target.closest("button, a.open-place");
  const does = button && Object.keys(PRESSED).find((name) => button.classList.contains(name));
  if (does) {
    if (button.matches("a")) event.preventDefault();
    PRESSED[does](button);
    return;
  }
  const details = event.target.closest("summary")?.parentElement;
  // The click comes before the change that it causes.
  if (details?.id) toggled.set(details.id, !details.open);
});

// Where the focus was, so that what is drawn again gets it back.
let focused = null;
document.addEventListener("focusin", ({ target }) => {
  const within = target.closest("#earlier, #current, #nearby");
  focused = within && { within: within.id, of: target.className, text: target.textContent };
});

const giveFocusBack = (element) => {
  const within = element.closest("#earlier, #current, #nearby");
  if (!focused || document.activeElement !== document.body || within?.id !== focused.within) return;
  const alike = [...element.querySelectorAll("button, a, summary, [tabindex]")];
  const same = alike.find((other) => other.className === focused.of && other.textContent === focused.text);
  if (same) same.focus({ preventScroll: true });
  else element.querySelector(".question")?.focus({ preventScroll: true });
};

// The room of indicators.
const registerQuery = { sort: "", descending: false, number: 1 };
let rowsAsked = 0;

const inRegister = (selector) => document.querySelector(`#register ${selector}`);

const readRegisterForm = () => {
  const filled = Object.fromEntries(new FormData(inRegister("#register-form")));
  return { ...filled, ...registerQuery };
};

const showRows = async () => {
  const asked = ++rowsAsked;
  const html = await window.register.find_rows(readRegisterForm());
  // Another query was sent meanwhile.
  if (asked !== rowsAsked) return;
  const focusedSort = document.activeElement?.dataset?.sort;
  inRegister("#register-rows").innerHTML = html;
  if (focusedSort) inRegister(`[data-sort="${focusedSort}"]`)?.focus({ preventScroll: true });
};

let typing;
const filterRows = (delay) => {
  registerQuery.number = 1;
  clearTimeout(typing);
  typing = setTimeout(showRows, delay);
};

const openRegister = async () => {
  const room = document.getElementById("register");
  if (!room) return;
  try {
    room.innerHTML = await window.register.open_register();
  } catch {
    room.innerHTML = '<p class="problem" role="alert">Không mở được sổ số liệu. Hãy tải lại trang rồi thử lại.</p>';
    return;
  }
  const form = inRegister("#register-form");
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", (event) => filterRows(event.target.type === "search" ? 250 : 0));
};

const openIndicator = async ({ file, start }) => {
  const detail = inRegister("#register-detail");
  detail.innerHTML = await window.register.show_indicator({ file, start: Number(start) });
  // Where the picture has no room, the latest years are in sight.
  detail.querySelectorAll(".chart .scrolled").forEach((frame) => { frame.scrollLeft = frame.scrollWidth; });
  detail.focus({ preventScroll: true });
  detail.scrollIntoView({ block: "start" });
};

const sortRows = ({ sort }) => {
  registerQuery.descending = registerQuery.sort === sort && !registerQuery.descending;
  registerQuery.sort = sort;
  registerQuery.number = 1;
  showRows();
};

const saveRows = async ({ kind }) => {
  const file = await window.register.save_rows({ query: readRegisterForm(), kind });
  if (file.name) saveBytes(file);
};

const sendCorrection = (form) => {
  const said = Object.fromEntries(new FormData(form));
  window.correctFact({ ...said, no_fact: "no_fact" in said, file: form.dataset.file, start: Number(form.dataset.start) });
};

const revokeCorrection = ({ id }, button) => {
  const by = new FormData(button.closest(".correcting, .corrections").querySelector("form")).get("by");
  window.correctFact({ revokes: id, by });
};

document.addEventListener("submit", (event) => {
  if (event.target.matches(".search-document")) {
    event.preventDefault();
    showPlace({ ...placeShown, search: new FormData(event.target).get("search") });
    return;
  }
  if (!event.target.matches(".correction-form")) return;
  event.preventDefault();
  sendCorrection(event.target);
});

window.registerPage = {
  open: openRegister,
  corrected(element) {
    const told = element.querySelector("[data-done]");
    if (!told) return;
    notice(told.textContent);
    if (told.dataset.done === "true") openRegister().then(() => inRegister("[name=search]").focus());
  },
};

// Gradio's own messages, in Vietnamese. Ours all bear accents; what bears none is English.
const TOLD_BY_GRADIO = [
  [/^(Error|Warning|Info|Success)$/, "Thông báo"],
  [/connection/i, "Mất kết nối với máy chủ. Trang đang tự nối lại; hội thoại vẫn còn."],
  [/queue is full|busy/i, "Nhiều người đang hỏi cùng lúc. Hãy đợi một lát rồi thử lại."],
  [/file size|exceeds/i, "Tệp quá lớn."],
  [/file type|invalid file/i, "Không nhận loại tệp này."],
];
const IS_VIETNAMESE = /[\u00c0-\u1ef9]/;

const translateToasts = () => {
  const walker = document.createTreeWalker(document.querySelector(".toast-wrap"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const text = node.textContent.trim();
    if (text.length < 4 || IS_VIETNAMESE.test(text)) continue;
    const known = TOLD_BY_GRADIO.find(([pattern]) => pattern.test(text));
    node.textContent = known ? known[1] : "Có lỗi khi gọi máy chủ. Hãy thử lại.";
    if (/connection/i.test(text)) connectionLost();
  }
};

new MutationObserver(() => {
  if (document.querySelector(".toast-wrap")) translateToasts();
  // An event of the page's own never fails but for want of its server. What Gradio shows of it is English and hidden.
  if (document.querySelector("[data-testid=status-tracker] .error")) connectionLost();
}).observe(document.body, { childList: true, subtree: true, characterData: true });

// What was asked and not yet answered outlives a lost connection, after which the page opens anew.
const PENDING = "hoi-dap-cau-hoi-do-dang";

const fillBox = (text) => {
  const box = questionBox();
  if (!box || !text) return;
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
};

const connectionLost = () => {
  const busy = document.querySelector("article[aria-busy]");
  if (!busy) return;
  busy.removeAttribute("aria-busy");
  busy.querySelectorAll(".writing").forEach((line) => line.remove());
  const told = document.createElement("div");
  told.className = "problem";
  told.setAttribute("role", "alert");
  told.innerHTML = "<h3>Mất kết nối khi đang trả lời</h3><p>Phần đã hiện ở trên vẫn đúng. Khi máy chủ trở lại, câu hỏi "
    + "này có sẵn trong ô hỏi để gửi lại.</p><button type=\"button\" class=\"reload-page plain-button\">Thử nối lại</button>";
  busy.append(told);
};

// Looked at before anything is asked anew.
const pending = sessionStorage.getItem(PENDING);
sessionStorage.removeItem(PENDING);

const takeUpPending = () => {
  if (!pending || questionBox().value || document.querySelector("article[aria-busy]")) return;
  fillBox(pending);
  notice("Câu hỏi trước chưa được trả lời vì mất kết nối. Bấm Gửi để hỏi lại.");
};

const whenReady = () => {
  if (questionBox()) {
    // The box has the focus, to which a phone scrolls: a newcomer is to see first what this is.
    if (!document.querySelector("article")) window.scrollTo(0, 0);
    setTimeout(takeUpPending, 1500);
  }
  else setTimeout(whenReady, 200);
};
whenReady();

let lastTurn = "";
let wasBusy = false;

const tellAnswer = (element) => {
  const isBusy = Boolean(element.querySelector("article[aria-busy]"));
  if (wasBusy && !isBusy) {
    const said = element.querySelectorAll(".statement, .abstention, .offer, .problem");
    announce([...said].map((part) => part.innerText).join(" ").slice(0, 600));
  }
  wasBusy = isBusy;
  const question = element.querySelector("article[aria-busy] .question")?.lastChild?.textContent;
  if (question) sessionStorage.setItem(PENDING, question);
  else if (element.querySelector("article")) sessionStorage.removeItem(PENDING);
};

const saveBytes = ({ name, kind, content }) => {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type: kind }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  notice(`Đã lưu ${name}`);
};

const save = (element) => {
  const file = element.querySelector("[data-name]");
  if (file) saveBytes({ ...file.dataset, content: file.textContent });
};

// Paper cannot be pressed: every source is opened for it, and closed again.
window.addEventListener("beforeprint", () => {
  document.querySelectorAll("details.source:not([open])").forEach((details) => {
    details.dataset.printed = "";
    details.open = true;
  });
});
window.addEventListener("afterprint", () => {
  document.querySelectorAll("details[data-printed]").forEach((details) => {
    delete details.dataset.printed;
    details.open = false;
  });
});

window.conversationPage = {
  redrawn(element) {
    const isEarlier = Boolean(element.closest("#earlier"));
    element.querySelectorAll("details[id]").forEach((details) => {
      // Of earlier answers, the passages would stand between the reader and the latest one.
      const isOpen = details.hasAttribute("data-first") && !(isEarlier && NARROW.matches);
      details.open = toggled.get(details.id) ?? isOpen;
    });
    giveFocusBack(element);
    if (element.closest("#current")) tellAnswer(element);
    const turn = element.querySelector("article[aria-busy]")?.id;
    if (turn && turn !== lastTurn) {
      lastTurn = turn;
      document.getElementById(turn).scrollIntoView({ block: "start" });
    }
  },
  startedAnew() {
    toggled.clear();
    lastTurn = "";
  },
  save,
  announce: notice,
};
