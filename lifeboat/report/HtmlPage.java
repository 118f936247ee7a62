package lifeboat.report;

/** The frame of an HTML page that needs nothing else: no script, no font, no image, no other file. */
final class HtmlPage {
    private static final String STYLE = """
            :root {
              color-scheme: light dark;
              --ground: #f6f7f9; --sheet: #ffffff; --ink: #1c2430; --soft: #5c6773; --line: #e3e7ec; --hover: #f3f5f8;
              --good: #1b7f4d; --good-ground: #e5f4ec; --bad: #b3261e; --bad-ground: #fbe9e7;
              --warn: #8a5a00; --warn-ground: #fdf2dc;
              --p1: #1f5f8b; --p2: #4b93bd; --p3: #2f7f79; --p4: #7d8fb3; --p5: #b3bdcc;
            }
            @media (prefers-color-scheme: dark) {
              :root {
                --ground: #12161c; --sheet: #1a2029; --ink: #e4e8ee; --soft: #98a3b0; --line: #2b333e; --hover: #202733;
                --good: #6fd0a0; --good-ground: #16352a; --bad: #ff9a90; --bad-ground: #40201e;
                --warn: #efc065; --warn-ground: #3a2e14;
                --p1: #4d9ed1; --p2: #82bfe2; --p3: #58b5ad; --p4: #8c9cc0; --p5: #566172;
              }
            }
            * { box-sizing: border-box; }
            body { margin: 0; background: var(--ground); color: var(--ink);
              font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
            main { max-width: 60rem; margin: 0 auto; padding: 2.5rem 1.25rem 3rem; }
            h1 { font-size: 1.6rem; font-weight: 650; letter-spacing: -.01em; margin: 0; }
            h2 { font-size: 1.2rem; font-weight: 650; margin: 0; }
            h3 { font-size: .8rem; font-weight: 600; letter-spacing: .04em; color: var(--soft);
              margin: 1.75rem 0 .5rem; text-transform: uppercase; }
            p { margin: .35rem 0; }
            code, .id { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
              font-size: .85rem; font-weight: 400; }
            .id { color: var(--soft); margin-left: .4rem; }
            .soft { color: var(--soft); }
            header { display: flex; justify-content: space-between; align-items: baseline; gap: 1rem; flex-wrap: wrap;
              margin-bottom: 1.5rem; }
            article { background: var(--sheet); border: 1px solid var(--line); border-radius: 10px;
              padding: 1.5rem 1.75rem 1.75rem; margin-bottom: 1.25rem; }
            .top { display: flex; justify-content: space-between; align-items: baseline; gap: .5rem 1rem;
              flex-wrap: wrap; }
            .badge { border-radius: 999px; padding: .2rem .8rem; font-weight: 650; font-size: .85rem;
              white-space: nowrap; }
            .good { color: var(--good); } .bad { color: var(--bad); } .warn { color: var(--warn); }
            .badge.good { background: var(--good-ground); } .badge.bad { background: var(--bad-ground); }
            .badge.warn { background: var(--warn-ground); }
            .says { margin: .9rem 0 0; font-size: 1.02rem; }
            .note { border-left: 3px solid var(--line); padding-left: .8rem; margin-top: .75rem; color: var(--soft); }
            .facts { display: flex; flex-wrap: wrap; gap: 1px; background: var(--line); border: 1px solid var(--line);
              border-radius: 8px; overflow: hidden; margin-top: 1.25rem; }
            .facts > div { flex: 1 1 9.5rem; background: var(--sheet); padding: .7rem .9rem; }
            .facts dt { color: var(--soft); font-size: .8rem; }
            .facts dd { margin: 0; font-size: 1.15rem; font-weight: 600; }
            .facts small { display: block; font-size: .8rem; font-weight: 400; color: var(--soft); }
            .facts small.warn { color: var(--warn); font-weight: 600; }
            dl { margin: 0; }
            .bar { display: flex; height: .8rem; border-radius: 999px; overflow: hidden; gap: 2px; }
            .bar span { min-width: 3px; }
            .legend { display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; margin: .55rem 0 0; padding: 0;
              list-style: none;
              font-size: .9rem; }
            .legend i { display: inline-block; width: .65rem; height: .65rem; border-radius: 3px;
              margin-right: .45rem; }
            .p1 { background: var(--p1); } .p2 { background: var(--p2); } .p3 { background: var(--p3); }
            .p4 { background: var(--p4); } .p5 { background: var(--p5); }
            table { width: 100%; border-collapse: collapse; font-size: .93rem; }
            th { text-align: left; font-weight: 600; color: var(--soft); font-size: .8rem; }
            th, td { padding: .38rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top;
              overflow-wrap: anywhere; }
            tr:last-child td { border-bottom: 0; }
            tbody tr:hover { background: var(--hover); }
            .n { text-align: right; width: 7.5rem; font-variant-numeric: tabular-nums; white-space: nowrap; }
            .m { width: 1.6rem; }
            details summary { cursor: pointer; color: var(--soft); padding: .3rem 0; }
            footer { color: var(--soft); font-size: .85rem; }
            @media (max-width: 36rem) { article { padding: 1.1rem; } }
            @media print {
              :root { --ground: #fff; --sheet: #fff; --ink: #000; --soft: #444; --line: #ccc;
                --good: #0f5c35; --bad: #8f1d17; --warn: #6b4500;
                --p1: #1f5f8b; --p2: #4b93bd; --p3: #2f7f79; --p4: #7d8fb3; --p5: #b3bdcc; }
              body { font-size: 10.5pt; } main { max-width: none; padding: 0; }
              article { border: 0; border-top: 2px solid #000; border-radius: 0; padding: 1rem 0; }
              .bar span, .legend i, .badge { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
              tr, .facts > div { break-inside: avoid; } thead { display: table-header-group; }
            }
            """;

    private HtmlPage() {}

    /** The whole page around what its main part is to hold. */
    static String of(String title, String main) {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
                <meta name="robots" content="noindex">
                <title>""" + text(title) + "</title>\n<style>\n" + STYLE + "</style>\n</head>\n<body>\n<main>\n" + main
                + "</main>\n</body>\n</html>\n";
    }

    /** Text that a page shows as it is, in an element or an attribute. */
    static String text(String raw) {
        StringBuilder html = new StringBuilder();
        Clean.line(raw).codePoints().forEach(c -> {
            switch (c) {
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '&' -> html.append("&amp;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                default -> html.appendCodePoint(c);
            }
        });
        return html.toString();
    }
}
