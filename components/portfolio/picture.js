// A drawing as PNG: painted on a canvas, which browsers limit to 32,768 px a side, so a higher one becomes several.
const MOST = 32768;

async function load(address) {
  const answer = await fetch(address, { credentials: 'same-origin' });
  if (!answer.ok) throw new Error('The picture could not be fetched.');
  const blob = new Blob([await answer.text()], { type: 'image/svg+xml' });
  const url = URL.createObjectURL(blob);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    return image;
  } finally {
    setTimeout(() => URL.revokeObjectURL(url), 60000);
  }
}

function painted(image, top, height) {
  const canvas = document.createElement('canvas');
  canvas.width = Math.min(image.naturalWidth, MOST);
  canvas.height = height;
  canvas.getContext('2d').drawImage(image, 0, top, canvas.width, height, 0, 0, canvas.width, height);
  return new Promise((done, fail) =>
    canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error('The picture is too large.'))), 'image/png'));
}

function give(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

export default {
  template: '<span role="alert" class="rt-picture-note">{{ note }}</span>',
  data() {
    return { note: '' };
  },
  methods: {
    async attempt(deed) {
      this.note = '';
      try {
        await deed();
      } catch (error) {
        this.note = error.message;
      }
    },
    save(address, name) {
      return this.attempt(async () => {
        const image = await load(address);
        const parts = Math.ceil(image.naturalHeight / MOST);
        for (let part = 0; part < parts; part += 1) {
          const top = part * MOST;
          const blob = await painted(image, top, Math.min(MOST, image.naturalHeight - top));
          give(blob, parts > 1 ? `${name}-${part + 1}.png` : `${name}.png`);
        }
      });
    },
    print(address) {
      return this.attempt(async () => {
        const image = await load(address);
        const frame = document.createElement('iframe');
        frame.style.cssText = 'position:fixed;width:0;height:0;border:0';
        document.body.append(frame);
        const style = frame.contentDocument.createElement('style');
        style.textContent = '@page { size: landscape; margin: 10mm } body { margin: 0 } img { width: 100% }';
        frame.contentDocument.head.append(style);
        frame.contentDocument.body.append(frame.contentDocument.adoptNode(image));
        frame.contentWindow.addEventListener('afterprint', () => frame.remove());
        frame.contentWindow.print();
      });
    },
    copy(address) {
      return this.attempt(async () => {
        const image = await load(address);
        const blob = await painted(image, 0, Math.min(MOST, image.naturalHeight));
        await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
      });
    },
  },
};
