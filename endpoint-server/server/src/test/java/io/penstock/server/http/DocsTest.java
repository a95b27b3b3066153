package io.penstock.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.PenstockServer;
import io.penstock.server.TestClient;
import io.penstock.server.TestProject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The pages at {@code /docs} as a browser gets them. */
class DocsTest {
    private static final Pattern ID = Pattern.compile(" id=\"([^\"]*)\"");
    private static final Pattern REFERENCE =
            Pattern.compile(" (?:for|aria-labelledby|aria-describedby|aria-controls)=\"([^\"]*)\"");
    private static final Pattern ADDRESS = Pattern.compile(" (?:src|href)=\"([^\"]*)\"");
    private static final String NASTY = "<script>alert(\"1\")</script> & 'so' on";

    @TempDir private static Path folder;
    private static PenstockServer server;
    private static TestClient client;

    @BeforeAll
    static void start() throws Exception {
        server =
                TestProject.in(folder)
                        .withShop()
                        .file(
                                "pipes/top.pipe",
                                """
                                DESCRIPTION >
                                    The events, %s
                                    and a second line.
                                TAGS "events, <b>"
                                NODE top_rows
                                SQL >
                                    %%
                                    SELECT id, s AS "a<b>", n FROM lake.ev
                                    WHERE id > {{Int32(from_id, description='ids "above" <i>', required=True, example=1)}}
                                    AND s != {{String(kind, 'x"y', enum=['x"y', '<two>'])}}
                                    AND s NOT IN {{Array(others, 'String', 'p,q')}}
                                    {%% if Boolean(flag, False) %%} AND n > {{Float64(least, 0.5)}} {%% end %%}
                                    AND ts > {{Date(since, '2020-01-01')}}
                                    ORDER BY id LIMIT {{Int32(lim, 10)}}
                                TYPE endpoint
                                """
                                        .formatted(NASTY))
                        .pipe("plain", "SELECT name FROM shop.shops")
                        .file("pipes/block.pipe", "NODE b\nSQL >\n    SELECT 1 AS a\n")
                        .start();
        client = new TestClient(server);
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    private static HttpResponse<String> page(String path) {
        HttpResponse<String> response = client.get(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type"))
                .contains("text/html; charset=utf-8");
        return response;
    }

    private static List<String> all(Pattern pattern, String html) {
        List<String> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(html);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    @Test
    void theIndexListsWhatIsPublished() {
        String html = page("/docs").body();
        assertThat(html)
                .contains("2 endpoints to call", "href=\"/docs/top\"", "href=\"/docs/plain\"");
        assertThat(html).contains("from_id*, kind, others");
        assertThat(html).doesNotContain("/docs/block");
        assertThat(page("/docs/").body()).isEqualTo(html);
    }

    @Test
    void aPageHasAFieldForEachParameter() {
        String html = page("/docs/top").body();
        assertThat(html)
                .contains("<label for=\"p-from_id\">from_id<abbr title=\"required\">*</abbr>")
                .contains("data-name=\"from_id\" aria-describedby=\"p-from_id-hint\" required")
                .containsPattern("<input [^>]*data-name=\"from_id\"[^>]*type=\"number\" step=\"1\"")
                .containsPattern("<input [^>]*data-name=\"since\"[^>]*type=\"date\"")
                .containsPattern("<input [^>]*data-name=\"least\"[^>]*type=\"number\" step=\"any\"")
                .containsPattern("<select [^>]*data-name=\"flag\"")
                .contains("<option>&lt;two&gt;</option>")
                .contains("Several with commas between them")
                .contains("<option>json</option>", "<option>parquet</option>");
    }

    @Test
    void aPageHasColumnsAndCodeInFourLanguages() {
        String html = page("/docs/top").body();
        assertThat(html)
                .contains("<th scope=\"row\">id</th><td><code>Nullable(UInt64)</code></td>")
                .contains("<summary>curl</summary>", "<summary>JavaScript</summary>")
                .contains("<summary>Python</summary>", "<summary>Java</summary>");
        assertThat(html)
                .contains(server.url() + "/v0/pipes/top.json?from_id=1</span>")
                .doesNotContain(TestProject.TOKEN);
    }

    @Test
    void everyTextOfTheProjectIsEscaped() {
        for (String html : List.of(page("/docs/top").body(), page("/docs").body())) {
            assertThat(html)
                    .contains(
                            "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;so&#39;")
                    .doesNotContain("<script>", "<i>", "<b>", "a<b", "<two>", "x\"y");
            assertThat(all(Pattern.compile("<script ([^>]*)>"), html))
                    .containsExactly("src=\"/docs/-/docs.js\" defer");
            assertThat(html).doesNotContainPattern(" (style|on[a-z]+)=\"");
        }
    }

    @Test
    void labelsAndDescriptionsPointAtWhatIsThere() {
        for (String path : List.of("/docs", "/docs/top", "/docs/plain")) {
            String html = page(path).body();
            assertThat(all(ID, html)).doesNotHaveDuplicates().containsAll(all(REFERENCE, html));
            assertThat(html).contains("<html lang=\"en\">", "name=\"viewport\"", "<h1>");
            long fields = Pattern.compile("<(input|select) ").matcher(html).results().count();
            assertThat(Pattern.compile("<label for=").matcher(html).results().count())
                    .isEqualTo(fields);
        }
    }

    @Test
    void nothingComesFromAnotherHost() {
        for (String path : List.of("/docs", "/docs/top")) {
            HttpResponse<String> response = page(path);
            assertThat(all(ADDRESS, response.body()))
                    .allMatch(address -> address.startsWith("/") || address.equals("#main"));
            assertThat(response.headers().firstValue("Content-Security-Policy").orElse(""))
                    .contains("default-src 'none'", "script-src 'self'", "form-action 'none'")
                    .doesNotContain("unsafe", "http");
            assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        }
    }

    @Test
    void withoutATokenABrowserIsAskedForOneAndLearnsNothing() {
        for (String path : List.of("/docs", "/docs/top", "/docs/nobody")) {
            HttpResponse<String> response = client.send(client.bare(path));
            assertThat(response.statusCode()).isEqualTo(403);
            assertThat(response.headers().firstValue("Content-Type").orElse(""))
                    .startsWith("text/html");
            assertThat(response.body())
                    .contains("id=\"token\"", "data-gate")
                    .doesNotContain("from_id", "plain", "nobody");
        }
    }

    @Test
    void filesNeedNoTokenAndAreKept() {
        for (String file : List.of("docs.css", "docs.js", "icon.svg")) {
            HttpResponse<String> response = client.send(client.bare("/docs/-/" + file));
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isNotBlank().doesNotContain("http://localhost");
            String tag = response.headers().firstValue("ETag").orElseThrow();
            HttpRequest.Builder again = client.bare("/docs/-/" + file).header("If-None-Match", tag);
            assertThat(client.send(again).statusCode()).isEqualTo(304);
        }
        assertThat(client.send(client.bare("/docs/-/nothing.js")).statusCode()).isEqualTo(404);
    }

    @Test
    void whatIsNotPublishedIsNotThere() {
        assertThat(client.get("/docs/block").statusCode()).isEqualTo(404);
        assertThat(client.get("/docs/nobody").statusCode()).isEqualTo(404);
        assertThat(client.post("/docs", "text/plain", "").statusCode()).isEqualTo(405);
    }

    @Test
    void headIsAnsweredLikeGetWithoutABody() {
        for (String path :
                List.of("/docs/top", "/v0/pipes/top.json?from_id=0", "/v0/pipes", "/v0/health")) {
            HttpResponse<String> get = client.get(path);
            HttpResponse<String> head =
                    client.send(
                            client.request(path)
                                    .method("HEAD", HttpRequest.BodyPublishers.noBody()));
            assertThat(head.statusCode()).as(path).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            assertThat(head.headers().firstValue("Content-Type"))
                    .isEqualTo(get.headers().firstValue("Content-Type"));
        }
        HttpRequest.Builder missing =
                client.request("/v0/pipes/top.json")
                        .method("HEAD", HttpRequest.BodyPublishers.noBody());
        assertThat(client.send(missing).statusCode()).isEqualTo(400);
    }
}
