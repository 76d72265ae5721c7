// Turns the emoji names that bots use most into emoji.

const NAMES = {
  wave: "👋", tada: "🎉", white_check_mark: "✅", heavy_check_mark: "✔️", x: "❌", warning: "⚠️",
  information_source: "ℹ️", bulb: "💡", mag: "🔍", mag_right: "🔎", eyes: "👀", bell: "🔔",
  no_bell: "🔕", calendar: "📅", spiral_calendar_pad: "🗓️", clock1: "🕐", hourglass: "⌛",
  hourglass_flowing_sand: "⏳", pencil: "📝", memo: "📝", pencil2: "✏️", pushpin: "📌",
  round_pushpin: "📍", link: "🔗", lock: "🔒", key: "🔑", speech_balloon: "💬", thought_balloon: "💭",
  handshake: "🤝", raised_hands: "🙌", clap: "👏", pray: "🙏", "+1": "👍", thumbsup: "👍", "-1": "👎",
  thumbsdown: "👎", point_right: "👉", point_left: "👈", ok_hand: "👌", heart: "❤️", green_heart: "💚",
  blue_heart: "💙", purple_heart: "💜", yellow_heart: "💛", sparkles: "✨", star: "⭐", fire: "🔥",
  rocket: "🚀", seedling: "🌱", herb: "🌿", sunflower: "🌻", deciduous_tree: "🌳", coffee: "☕",
  smile: "😄", slightly_smiling_face: "🙂", blush: "😊", wink: "😉", thinking_face: "🤔", cry: "😢",
  joy: "😂", hugging_face: "🤗", bust_in_silhouette: "👤", busts_in_silhouette: "👥", house: "🏠",
  office: "🏢", school: "🏫", books: "📚", book: "📖", newspaper: "📰", microscope: "🔬",
  stethoscope: "🩺", art: "🎨", musical_note: "🎵", bar_chart: "📊", chart_with_upwards_trend: "📈",
  moneybag: "💰", pound: "💷", email: "✉️", envelope: "✉️", inbox_tray: "📥", outbox_tray: "📤",
  mailbox: "📫", phone: "☎️", arrow_right: "➡️", arrow_left: "⬅️", arrow_up: "⬆️", arrow_down: "⬇️",
  repeat: "🔁", arrows_counterclockwise: "🔄", question: "❓", grey_question: "❔", exclamation: "❗",
  heavy_plus_sign: "➕", heavy_minus_sign: "➖", double_vertical_bar: "⏸️", arrow_forward: "▶️",
  one: "1️⃣", two: "2️⃣", three: "3️⃣", four: "4️⃣", five: "5️⃣", red_circle: "🔴",
  large_green_circle: "🟢", large_blue_circle: "🔵", large_yellow_circle: "🟡", white_circle: "⚪",
  black_circle: "⚫", globe_with_meridians: "🌐",
};

/** A text with the emoji names it knows replaced; what it does not know stays as typed. */
export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => NAMES[name] ?? whole);
}
