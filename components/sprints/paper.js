// Prints another page of ours from a frame that nobody sees: what it shows can run nothing.
export default {
  template: '<span role="alert" class="rt-picture-note">{{ note }}</span>',
  data() {
    return { note: '' };
  },
  methods: {
    async print(address) {
      this.note = '';
      try {
        const answer = await fetch(address, { credentials: 'same-origin' });
        if (!answer.ok) throw new Error('This could not be fetched for printing.');
        const frame = document.createElement('iframe');
        frame.style.cssText = 'position:fixed;width:0;height:0;border:0';
        frame.setAttribute('aria-hidden', 'true');
        frame.srcdoc = await answer.text();
        await new Promise((done) => {
          frame.addEventListener('load', done, { once: true });
          document.body.append(frame);
        });
        frame.contentWindow.addEventListener('afterprint', () => frame.remove());
        frame.contentWindow.print();
      } catch (error) {
        this.note = error.message;
      }
    },
  },
};
