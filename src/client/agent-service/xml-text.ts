const references: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** Text as the content of an XML element. Source: XML 1.0, section 2.4. */
export function toXmlText(text: string): string {
  return text.replaceAll(/[&<>]/g, (sign) => references[sign] ?? sign)
}

/** Reads what `toXmlText` wrote. */
export function fromXmlText(xml: string): string {
  return xml.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}
