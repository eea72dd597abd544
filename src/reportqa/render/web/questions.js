"use strict";
// Choosing and folding questions. Without this script the page shows them all.
const form = document.getElementById("choose");
const count = document.getElementById("count");
const groups = [...document.querySelectorAll(".group")];
const questions = [...document.querySelectorAll(".question")];
const texts = new Map();

const textOf = (question) => {
  if (!texts.has(question)) texts.set(question, question.textContent.toLowerCase());
  return texts.get(question);
};

const choose = () => {
  const chosen = new FormData(form);
  const kind = chosen.get("kind");
  const type = chosen.get("type") || "";
  const words = chosen.get("words").toLowerCase().split(/\s+/).filter(Boolean);
  for (const one of questions) {
    const fits =
      (!kind || one.dataset.is.split(" ").includes(kind)) &&
      (!type || one.dataset.type === type) &&
      words.every((word) => textOf(one).includes(word));
    one.hidden = !fits;
  }
  const shown = questions.filter((one) => !one.hidden).length;
  for (const group of groups) group.hidden = !group.querySelector(".question:not([hidden])");
  count.textContent = `${shown} of ${questions.length} questions`;
};

const foldAll = (open) => {
  for (const one of questions) if (!one.hidden) one.open = open;
};

form.addEventListener("input", choose);
form.addEventListener("submit", (event) => event.preventDefault());
document.getElementById("unfold").addEventListener("click", () => foldAll(true));
document.getElementById("fold").addEventListener("click", () => foldAll(false));
form.hidden = false;
choose();
