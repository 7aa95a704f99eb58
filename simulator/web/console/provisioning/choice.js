// Whoever fills in the field of a choice has made it.

function choose(event) {
  const choice = event.target.closest(".choice");
  if (choice && event.target.type !== "radio") choice.querySelector("[type=radio]").checked = true;
}

document.addEventListener("input", choose);
document.addEventListener("change", choose);
