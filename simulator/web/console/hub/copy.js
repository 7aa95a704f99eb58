// Copy buttons: `data-copy` is the id of the field whose text goes to the clipboard. Without script the field is selected by hand.

function show() {
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Selected: press Ctrl+C";
  }
});
// What is shown once is gone when the page is left: no way back brings it again.
window.addEventListener("pagehide", () => {
  for (const field of document.querySelectorAll("[data-once]")) field.removeAttribute("value");
});
document.addEventListener("refreshed", show);
show();
