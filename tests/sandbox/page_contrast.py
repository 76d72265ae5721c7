"""Whether what is read on the page stands out from what it stands on."""

from playwright.async_api import Page


async def enough_contrast(page: Page) -> None:
    """Every pair of colours reaches 4.5 to 1 (WCAG AA), in the light and in the dark."""
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        ratios = await page.evaluate(CONTRAST)
        assert {pair: ratio for pair, ratio in ratios.items() if ratio < 4.5} == {}, scheme


CONTRAST = """() => {
    const style = getComputedStyle(document.documentElement);
    const canvas = document.createElement('canvas').getContext('2d');
    const light = (name) => {
        canvas.fillStyle = style.getPropertyValue('--' + name).trim();
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((v) => v / 255).map((v) =>
            v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const pairs = {
        ink: ['paper', 'side', 'raised', 'hover', 'quiet'], 'soft-ink': ['paper', 'side', 'raised', 'hover', 'quiet'],
        'chosen-ink': ['chosen'], 'on-accent': ['accent', 'accent-hover'], 'on-danger': ['danger'],
        danger: ['paper', 'raised', 'quiet', 'danger-ground'], good: ['raised', 'quiet', 'good-ground'],
        link: ['paper', 'quiet', 'raised'], 'mention-ink': ['mention'],
        'broadcast-ink': ['broadcast'], 'code-ink': ['code'], 'note-ink': ['note', 'raised'],
    };
    const found = {};
    for (const [front, backs] of Object.entries(pairs)) for (const back of backs) {
        const [a, b] = [light(front), light(back)].sort((x, y) => y - x);
        found[front + ' on ' + back] = (a + 0.05) / (b + 0.05);
    }
    return found;
}"""
