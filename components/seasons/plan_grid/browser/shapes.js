/* Small makers of elements; text is never anything but text. */
export function box(tag, classes, text) {
  const element = document.createElement(tag);
  if (classes) element.className = classes;
  if (text !== undefined) element.textContent = text;
  return element;
}

export function icon(name, classes = "") {
  const element = box("i", `q-icon material-symbols-rounded notranslate ${classes}`.trim(), name);
  element.setAttribute("aria-hidden", "true");
  return element;
}

/* Set what differs. */
export function put(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) { if (element.hasAttribute(name)) element.removeAttribute(name); }
    else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
  }
}

export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function wear(element, classes) {
  if (element.className !== classes) element.className = classes;
}

export function button(text, classes, deed) {
  const element = box("button", classes, text);
  element.type = "button";
  element.addEventListener("click", deed);
  return element;
}
