package io.penstock.server.docs;

/** How programs call an endpoint; the page's script keeps the address like the form. */
enum Snippet {
    CURL("curl") {
        @Override
        Markup code(Markup url) {
            return Markup.of(
                    """
                    curl -s -H "Authorization: Bearer $PENSTOCK_TOKEN" \\
                      "{}\"\
                    """,
                    url);
        }
    },
    JAVASCRIPT("JavaScript") {
        @Override
        Markup code(Markup url) {
            return Markup.of(
                    """
                    const response = await fetch("{}", {
                      headers: { Authorization: `Bearer ${process.env.PENSTOCK_TOKEN}` },
                    });
                    const body = await response.json();
                    if (!response.ok) throw new Error(body.error);
                    console.table(body.data);\
                    """,
                    url);
        }
    },
    PYTHON("Python") {
        @Override
        Markup code(Markup url) {
            return Markup.of(
                    """
                    import json, os, urllib.request

                    request = urllib.request.Request(
                        "{}",
                        headers={"Authorization": "Bearer " + os.environ["PENSTOCK_TOKEN"]},
                    )
                    with urllib.request.urlopen(request) as response:
                        for row in json.load(response)["data"]:
                            print(row)\
                    """,
                    url);
        }
    },
    JAVA("Java") {
        @Override
        Markup code(Markup url) {
            return Markup.of(
                    """
                    var request = HttpRequest.newBuilder(URI.create(
                            "{}"))
                        .header("Authorization", "Bearer " + System.getenv("PENSTOCK_TOKEN"))
                        .build();
                    var response = HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofString());
                    if (response.statusCode() != 200) {
                        throw new IOException(response.body());
                    }
                    System.out.println(response.body());\
                    """,
                    url);
        }
    };

    private final String language;

    Snippet(String language) {
        this.language = language;
    }

    abstract Markup code(Markup url);

    /** With a button that copies it. */
    Markup of(String url) {
        Markup shown = Markup.of("<span data-url=\"\">{}</span>", url);
        return Markup.of(
                """
                <details class="snippet"{}>
                <summary>{}</summary>
                <button type="button" class="quiet copy">Copy<span class="hidden"> the {} code</span></button>
                <pre tabindex="0"><code>{}</code></pre>
                </details>
                """,
                this == CURL ? Markup.of(" open") : "",
                language,
                language,
                code(shown));
    }
}
