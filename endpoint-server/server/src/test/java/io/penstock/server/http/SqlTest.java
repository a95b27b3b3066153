package io.penstock.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.penstock.server.PenstockServer;
import io.penstock.server.TestClient;
import io.penstock.server.TestProject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The checks SQ-01 to SQ-21 of the HTTP interface, each against a real server. */
class SqlTest {
    private static final String SQL = "/v0/sql";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String TEXT = "text/plain";
    private static final String JSON = "application/json";

    @TempDir private static Path folder;
    private static PenstockServer server;
    private static TestClient client;

    @BeforeAll
    static void start() throws Exception {
        server =
                TestProject.in(folder)
                        .withShop()
                        .withNumbers(200_000)
                        .pipe(
                                "top",
                                """
                                %
                                SELECT id, s FROM lake.ev WHERE id >= {{UInt64(from_id, 2)}}
                                """)
                        .file(
                                "pipes/chain.pipe",
                                """
                                NODE first_step
                                SQL >
                                    SELECT id, s FROM lake.ev WHERE id < 3

                                NODE last_step
                                SQL >
                                    SELECT id FROM first_step WHERE id = 1
                                TYPE endpoint
                                """)
                        .pipe(
                                "visits",
                                "SELECT ts, 'Corner' AS place, CAST('nan' AS DOUBLE) AS ratio FROM"
                                        + " lake.ev")
                        .start("result-limit", "1MB");
        client = new TestClient(server);
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    private static HttpResponse<String> ask(String sql) {
        return client.get(SQL + "?q=" + TestClient.encode(sql));
    }

    private static HttpResponse<String> good(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response;
    }

    private static JsonNode data(HttpResponse<String> response) {
        return TestClient.json(good(response)).get("data");
    }

    private static String type(HttpResponse<?> response) {
        return response.headers().firstValue("Content-Type").orElse("");
    }

    private static void refused(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(TestClient.json(response).get("error").asText()).isNotEmpty();
        assertThat(response.headers().firstValue("X-DB-Exception-Code").orElse("")).isEqualTo(code);
    }

    private static void isOne(HttpResponse<String> response) {
        assertThat(data(response).get(0).get("a").asInt()).isEqualTo(1);
    }

    /** SQ-01. */
    @Test
    void sq01SqlInTheUrl() {
        isOne(ask("select 1 as a"));
        isOne(client.get(SQL + "/?from=ts-sdk&q=select+1+as+a"));
    }

    /** SQ-02. */
    @Test
    void sq02SqlAsPlainText() {
        isOne(client.post(SQL, TEXT, "select 1 as a"));
        isOne(client.post(SQL, TEXT + "; charset=utf-8", "select 1 as a"));
        assertThat(
                        data(client.post(SQL, TEXT, "select 'α+β%20&q=x' as a"))
                                .get(0)
                                .get("a")
                                .asText())
                .isEqualTo("α+β%20&q=x");
    }

    /** SQ-03. */
    @Test
    void sq03SqlInAForm() {
        isOne(client.post(SQL, FORM, "q=" + TestClient.encode("select 1 as a")));
        isOne(client.post(SQL, FORM, "from=x&q=" + TestClient.encode("select 1 as a")));
    }

    /** SQ-04. */
    @Test
    void sq04SqlAsAFormsWholeBody() {
        isOne(client.post(SQL, FORM, "select 1 as a"));
        isOne(client.post(SQL, FORM, "select 8 % 7 as a from lake.ev where id = 1 and '+' <> ' '"));
    }

    /** SQ-05. */
    @Test
    void sq05ATemplateWithItsParameters() {
        String json = "{\"q\":\"% select {{Int32(x)}} as a\",\"x\":3}";
        assertThat(data(client.post(SQL, JSON, json)).get(0).get("a").asInt()).isEqualTo(3);
        assertThat(
                        data(client.get(
                                        SQL
                                                + "?x=4&q="
                                                + TestClient.encode("% select {{Int32(x)}} as a")))
                                .get(0)
                                .get("a")
                                .asInt())
                .isEqualTo(4);
        assertThat(
                        data(client.post(
                                        SQL
                                                + "?q=%25+select+{{Int32(x)}}+as+a"
                                                        .replace("{", "%7B")
                                                        .replace("}", "%7D"),
                                        FORM,
                                        "x=5"))
                                .get(0)
                                .get("a")
                                .asInt())
                .isEqualTo(5);
        refused(client.post(SQL, JSON, "{\"q\":\"% select {{Int32(x)}} as a\"}"), 400, "36");
    }

    /** SQ-06. */
    @Test
    void sq06JsonUnlessSaidOtherwise() {
        HttpResponse<String> response = good(ask("select 1 as a"));
        assertThat(type(response)).isEqualTo("application/json");
        assertThat(TestClient.json(response).get("meta").get(0).get("name").asText())
                .isEqualTo("a");
        assertThat(TestClient.json(response).get("rows").asInt()).isEqualTo(1);
    }

    /** SQ-07. */
    @Test
    void sq07CsvWithNames() {
        HttpResponse<String> response =
                good(ask("select id, s from lake.ev order by id FORMAT CSVWithNames"));
        assertThat(type(response)).startsWith("text/csv");
        assertThat(response.body()).isEqualTo("\"id\",\"s\"\n1,\"one\"\n2,\"two\"\n3,\"three\"\n");
    }

    /** SQ-08. */
    @Test
    void sq08JsonEachRow() {
        HttpResponse<String> response =
                good(ask("select id, s from lake.ev order by id limit 2 FORMAT JSONEachRow"));
        assertThat(type(response)).isEqualTo("application/x-ndjson");
        assertThat(response.body())
                .isEqualTo("{\"id\":1,\"s\":\"one\"}\n{\"id\":2,\"s\":\"two\"}\n");
    }

    /** SQ-09. */
    @Test
    void sq09Parquet() {
        HttpResponse<byte[]> response =
                client.send(
                        client.request(
                                SQL + "?q=" + TestClient.encode("select 1 as a FORMAT Parquet")),
                        HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(new String(response.body(), 0, 4, StandardCharsets.US_ASCII)).isEqualTo("PAR1");
    }

    /** SQ-10. */
    @Test
    void sq10LowerCaseAndSemicolon() {
        isOne(ask("select 1 as a format json;"));
        isOne(ask("select 1 as a SETTINGS max_threads = 2 FORMAT json ;"));
        isOne(ask("select 1 as a;"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            textBlock =
                    """
                    CSV              ~ 1,"a\tb",\\N,"['x']"\\n
                    TSV              ~ 1\ta\\\\tb\t\\\\N\t['x']\\n
                    TabSeparated     ~ 1\ta\\\\tb\t\\\\N\t['x']\\n
                    TSVWithNames     ~ i\ts\tn\tl\\n1\ta\\\\tb\t\\\\N\t['x']\\n
                    """)
    void textFormats(String format, String expected) {
        String sql = "select 1 as i, 'a' || chr(9) || 'b' as s, null as n, array['x'] as l FORMAT ";
        HttpResponse<String> response = good(ask(sql + format));
        assertThat(response.body())
                .isEqualTo(
                        expected.replace("\\\\", "\u0001")
                                .replace("\\n", "\n")
                                .replace('\u0001', '\\'));
    }

    @Test
    void jsonFormats() {
        String sql = "select 1 as i, 'a' as s, null as n, array['x'] as l FORMAT ";
        assertThat(data(ask(sql + "JSONCompact")).toString()).isEqualTo("[[1,\"a\",null,[\"x\"]]]");
        assertThat(data(ask(sql + "JSONStrings")).toString())
                .isEqualTo("[{\"i\":\"1\",\"s\":\"a\",\"n\":null,\"l\":\"['x']\"}]");
    }

    @Test
    void prettyCompactIsATableInAFrame() {
        HttpResponse<String> response =
                good(ask("select id, s from lake.ev order by id limit 2 FORMAT PrettyCompact"));
        assertThat(type(response)).isEqualTo("text/plain; charset=utf-8");
        assertThat(response.body())
                .isEqualTo("┌─id─┬─s───┐\n│  1 │ one │\n│  2 │ two │\n└────┴─────┘\n");
    }

    @Test
    void prometheus() {
        HttpResponse<String> response =
                good(ask("select 'm' as name, 2.5 as value, 'gauge' as type FORMAT Prometheus"));
        assertThat(response.body()).contains("# TYPE m gauge\nm 2.5");
    }

    @Test
    void settingsOfTheClauseCount() {
        String sql = "select cast('nan' as double) as a ";
        assertThat(data(ask(sql)).get(0).get("a").isNull()).isTrue();
        assertThat(
                        data(ask(sql + "FORMAT JSON SETTINGS output_format_json_quote_denormals=1"))
                                .get(0)
                                .get("a")
                                .asText())
                .isEqualTo("nan");
    }

    /** SQ-11. */
    @Test
    void sq11AnUnknownFormat() {
        HttpResponse<String> response = ask("select 1 as a FORMAT Nonsense");
        refused(response, 400, "73");
        assertThat(response.body()).contains("Nonsense").contains("JSONEachRow");
    }

    /** SQ-12. */
    @Test
    void sq12SqlOverAPipe() {
        String sql = "&q=" + TestClient.encode("select count() as c from _");
        assertThat(data(client.get(SQL + "?pipeline=top" + sql)).get(0).get("c").asInt())
                .isEqualTo(2);
        assertThat(data(client.get(SQL + "?pipeline=top&from_id=3" + sql)).get(0).get("c").asInt())
                .isEqualTo(1);
        String node = "&q=" + TestClient.encode("select count() as c from first_step");
        assertThat(data(client.get(SQL + "?pipeline=chain" + node)).get(0).get("c").asInt())
                .isEqualTo(2);
        refused(client.get(SQL + "?" + node.substring(1)), 400, "60");
        refused(client.get(SQL + "?pipeline=nix" + sql), 404, "");
    }

    /** SQ-13; tokens that may read one pipe only come with token scopes. */
    @Test
    void sq13APipeIsATable() {
        assertThat(data(ask("select * from top order by id"))).hasSize(2);
        assertThat(data(ask("select * from public.top order by id"))).hasSize(2);
        assertThat(client.send(client.bare(SQL + "?q=select+*+from+top")).statusCode())
                .isEqualTo(403);
    }

    /** SQ-14. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "drop table shop.shops",
                "insert into shop.shops values (3, 'x')",
                "delete from shop.shops",
                "update shop.shops set name = 'x'",
                "create table t (a int)",
                "alter table shop.shops add column x int",
                "truncate table shop.shops",
                "select 1; drop table shop.shops",
                "with x as (select 1) insert into shop.shops select 1, 'x'",
                "copy lake.ev to '/tmp/x'",
                "set threads = 1",
                "attach 'x' as y",
                "call pragma_version()",
                "explain drop table lake.ev"
            })
    void sq14NothingIsWritten(String sql) {
        refused(ask(sql), 400, "62");
        assertThat(data(ask("select count(*) as c from shop.shops")).get(0).get("c").asInt())
                .isEqualTo(2);
    }

    /** SQ-15. */
    @Test
    void sq15ASyntaxError() {
        refused(ask("select from where"), 400, "62");
    }

    /** SQ-16. */
    @Test
    void sq16AnUnknownTable() {
        refused(ask("select * from nowhere"), 400, "60");
        refused(ask("select * from shop.nowhere"), 400, "60");
    }

    /** SQ-17. */
    @Test
    void sq17AnUnknownColumn() {
        refused(ask("select nothing from lake.ev"), 400, "47");
    }

    /** SQ-18. */
    @Test
    void sq18TooMuch() {
        // The first bytes are out before the limit is seen, unless the limit is smaller than them.
        HttpResponse<String> response = client.post(SQL, TEXT, "select * from lake.numbers");
        refused(response, 400, "396");
    }

    /** SQ-19. */
    @ParameterizedTest
    @ValueSource(strings = {"show tables", "describe lake.ev", "desc lake.ev", "show databases"})
    void sq19ShowAndDescribe(String sql) {
        refused(ask(sql), 400, "62");
    }

    /** SQ-20: as the command that shows logs asks, over sources that have nothing in common. */
    @Test
    void sq20LogsOfManySources() {
        String source =
                "SELECT '%1$s' AS source, ts AS timestamp, formatRowNoNewline('JSONEachRow', *) AS"
                    + " data FROM %1$s WHERE ts >= parseDateTimeBestEffort('2026-01-01T00:00:00Z')"
                    + " AND ts < parseDateTimeBestEffort('2027-01-01T00:00:00Z')";
        HttpResponse<String> response =
                ask(
                        "SELECT * FROM ( %s UNION ALL %s ) ORDER BY timestamp DESC, source LIMIT 2 FORMAT JSON"
                                .formatted(
                                        source.formatted("lake.ev"), source.formatted("visits")));
        JsonNode rows = data(response);
        assertThat(rows.get(0).get("source").asText()).isEqualTo("lake.ev");
        assertThat(rows.get(0).get("data").asText())
                .isEqualTo(
                        "{\"ts\":\"2026-03-02"
                                + " 12:00:00.000000\",\"id\":3,\"s\":\"three\",\"n\":3.0}");
        assertThat(rows.get(1).get("data").asText())
                .isEqualTo(
                        "{\"ts\":\"2026-03-02"
                                + " 12:00:00.000000\",\"place\":\"Corner\",\"ratio\":null}");
    }

    @Test
    void rowsAsTextAreRefusedWhereTheirColumnsAreNotKnown() {
        says(
                "SELECT formatRow('Pretty', *) FROM lake.ev",
                "'JSONEachRow' and 'JSONCompactEachRow'");
        says("SELECT formatRow('JSONEachRow') FROM lake.ev", "a format and columns, or *");
        says(
                "SELECT id FROM lake.ev WHERE formatRow('JSONEachRow', *) = ''",
                "in the list of a SELECT only");
        says("SELECT parseDateTimeBestEffort('soon')", "read 'soon' as a time");
    }

    private static void says(String sql, String reason) {
        HttpResponse<String> response = ask(sql);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(TestClient.json(response).get("error").asText()).contains(reason);
    }

    /** SQ-21; data sources of the server's own come with ingestion. */
    @Test
    void sq21Federation() {
        JsonNode rows =
                data(
                        ask(
                                "select s.name, e.s, t.tag from shop.shops s join lake.ev e on e.id"
                                        + " = s.id join lake.tag t on t.event = e.id order by s.id,"
                                        + " t.tag"));
        assertThat(rows.toString())
                .isEqualTo(
                        "[{\"name\":\"Corner\",\"s\":\"one\",\"tag\":\"a\"},"
                                + "{\"name\":\"Corner\",\"s\":\"one\",\"tag\":\"b\"},"
                                + "{\"name\":\"Market\",\"s\":\"two\",\"tag\":\"b\"}]");
    }

    @Test
    void sqlThatIsMissingOrTooLong() {
        refused(client.get(SQL), 400, "");
        refused(client.post(SQL, TEXT, " "), 400, "62");
        refused(client.post(SQL, JSON, "{\"x\":1}"), 400, "");
        refused(client.post(SQL, JSON, "[1]"), 400, "");
        refused(client.post(SQL, TEXT, "select '" + "x".repeat(9000) + "' as a"), 400, "62");
    }

    @Test
    void otherMethodsAreNot() {
        HttpResponse<String> response =
                client.send(
                        client.request(SQL).PUT(HttpRequest.BodyPublishers.ofString("select 1")));
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains("GET, POST, HEAD, OPTIONS");
    }
}
