package io.penstock.server.docs;

import com.google.common.collect.ImmutableList;

/**
 * The pages at {@code /docs}: an index, a page for each endpoint, and the one that asks for a token
 * first. They need nothing from any other host.
 */
public final class DocsPages {
    /**
     * Nothing but our own files may be loaded, and no form is ever sent: a script runs the calls.
     */
    public static final String SECURITY_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                    + " connect-src 'self'; form-action 'none'; base-uri 'none';"
                    + " frame-ancestors 'none'";

    private DocsPages() {}

    /** The list of endpoints. */
    public static byte[] index(String title, ImmutableList<EndpointDescription> endpoints) {
        return page(title, IndexPage.of(title, endpoints)).bytes();
    }

    /**
     * One endpoint.
     *
     * @param server what clients call, without a path
     */
    public static byte[] endpoint(String server, EndpointDescription endpoint) {
        return page(endpoint.name(), EndpointPage.of(server, endpoint)).bytes();
    }

    /** What a browser gets that has not shown a token: it asks for one and comes again with it. */
    public static byte[] gate() {
        return page(
                        "Sign in",
                        Markup.of(
                                """
                                <main id="main" data-gate="">
                                <h1>Endpoints</h1>
                                <p id="gate-note" role="status">These pages need the server's token.\
                                 Type it in the field above. A server that was given none keeps the one it made in\
                                 <code>.penstock/admin-token</code> of its project.</p>
                                <noscript><p>This page calls the server with the token in a header,\
                                 which needs JavaScript. Without it, read\
                                 <code>/v0/pipes/openapi.json</code>.</p></noscript>
                                </main>
                                """))
                .bytes();
    }

    private static Markup page(String title, Markup main) {
        return Markup.of(
                """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <meta name="referrer" content="no-referrer">
                <title>{} · Penstock</title>
                <link rel="icon" type="image/svg+xml" href="/docs/-/icon.svg">
                <link rel="stylesheet" href="/docs/-/docs.css">
                <script src="/docs/-/docs.js" defer></script>
                </head>
                <body>
                <a class="skip" href="#main">Skip to content</a>
                <header class="top">
                <a class="brand" href="/docs"><img src="/docs/-/icon.svg" alt="" width="24" height="24">\
                Penstock</a>
                <form id="token-form" class="token" autocomplete="off">
                <label for="token">Token</label>
                <input id="token" type="password" autocomplete="off" spellcheck="false"\
                 aria-describedby="token-note">
                <button type="submit">Use</button>
                <button type="button" id="token-forget" class="quiet" hidden>Forget</button>
                <span id="token-note" class="note">Kept in this tab only.</span>
                </form>
                </header>
                {}
                </body>
                </html>
                """,
                title,
                main);
    }
}
