// Checks pages with pa11y in the ways that they are looked at. Arguments: the browser, a JSON list
// of {url, width, height, scheme}, and the browser's own arguments. Prints a JSON list with, for
// each, what is wrong with it.
import pa11y from "pa11y";
import puppeteer from "puppeteer";

const [executablePath, wanted, ...args] = process.argv.slice(2);
const browser = await puppeteer.launch({ executablePath, args });
const found = [];
try {
  for (const { url, width, height, scheme } of JSON.parse(wanted)) {
    const page = await browser.newPage();
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    const { issues } = await pa11y(url, {
      browser, page, standard: "WCAG2AA", timeout: 120_000, viewport: { width, height },
    });
    found.push(issues.map(({ code, message, context }) => [code, message, context]));
    await page.close();
  }
} finally {
  await browser.close();
}
process.stdout.write(JSON.stringify(found));
