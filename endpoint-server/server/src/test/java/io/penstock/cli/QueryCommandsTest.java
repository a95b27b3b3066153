package io.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;

import io.penstock.server.PenstockServer;
import io.penstock.server.ServerConfig;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The commands that open a project in their own process: sql, pipe data, explain, check, doctor,
 * logs.
 */
final class QueryCommandsTest {
    @TempDir private Path folder;

    @BeforeEach
    void makeAProject() {
        assertThat(CommandRun.in(folder, "init", ".").code()).isEqualTo(0);
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
    }

    @Test
    void sqlPrintsATable() {
        CommandRun run =
                CommandRun.in(
                        folder,
                        "sql",
                        "SELECT product, SUM(quantity) AS pieces FROM shop.orders GROUP BY product"
                                + " ORDER BY product");
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .isEqualTo(
                        """
                         product | pieces
                        ---------+--------
                         chair   |      6
                         lamp    |      8
                         shelf   |      2
                         table   |      2
                        (4 rows)
                        """);
        assertThat(run.code()).isEqualTo(0);
    }

    @Test
    void sqlReadsPipesByName() {
        CommandRun run =
                CommandRun.in(
                        folder, "sql", "--format", "csv", "SELECT COUNT(*) AS n FROM top_products");
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo("\"n\"\n3\n");
    }

    @Test
    void wrongSqlIsOneWithItsPlace() {
        CommandRun run = CommandRun.in(folder, "sql", "SELECT prize\nFROM shop.orders");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("error: line 1, column 8: ").contains("prize");
    }

    @Test
    void pipeDataTakesParametersInBothSpellings() {
        CommandRun plain =
                CommandRun.in(
                        folder, "pipe", "data", "top_products", "--top", "1", "--format", "ndjson");
        assertThat(plain.err()).isEmpty();
        assertThat(plain.out())
                .isEqualTo("{\"product\":\"chair\",\"pieces\":6,\"turnover\":357}\n");
        CommandRun long_ =
                CommandRun.in(
                        folder, "pipe", "data", "top_products", "--param", "top=1", "-f", "ndjson");
        assertThat(long_.out()).isEqualTo(plain.out());
        CommandRun joined =
                CommandRun.in(folder, "pipe", "data", "top_products", "--top=1", "-f", "ndjson");
        assertThat(joined.out()).isEqualTo(plain.out());
    }

    @Test
    void aPipesNameMayStandBehindItsParameters() {
        CommandRun run =
                CommandRun.in(folder, "pipe", "data", "--top", "1", "-f", "ndjson", "top_products");
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo("{\"product\":\"chair\",\"pieces\":6,\"turnover\":357}\n");
        CommandRun none = CommandRun.in(folder, "pipe", "data", "--top", "top_products");
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("No pipe is named", "Usage: penstock pipe data");
    }

    @Test
    void pipeParamsListsThoseOfEveryNodeThatIsRead() {
        CommandRun run = CommandRun.in(folder, "pipe", "params", "top_products");
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .isEqualTo(
                        """
                        name   type   default     required  description
                        top    Int32  3           no        How many products
                        since  Date   2026-01-01  no        First day
                        """);
        CommandRun json = CommandRun.in(folder, "pipe", "params", "top_products", "-o", "json");
        assertThat(json.out())
                .startsWith("[{\"name\":\"top\",\"type\":\"Int32\",\"default\":\"3\"")
                .contains("\"file\":\"pipes/top_products.pipe\"");
        CommandRun node =
                CommandRun.in(folder, "pipe", "params", "top_products", "--node", "product_sales");
        assertThat(node.out()).contains("since").doesNotContain("top ");
    }

    @Test
    void renderShowsSqlAndValuesOfEachNode() {
        CommandRun run =
                CommandRun.in(
                        folder, "render", "top_products", "--top", "7", "--since", "2026-02-03");
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .isEqualTo(
                        """
                        -- best_products
                            SELECT product, pieces, turnover
                            FROM product_sales
                            ORDER BY turnover DESC
                            LIMIT ?
                        -- ?1 Int32: 7

                        -- product_sales
                            SELECT
                                product,
                                SUM(quantity) AS pieces,
                                ROUND(SUM(quantity * price), 2) AS turnover
                            FROM shop.orders
                            WHERE ordered_on >= ?
                            GROUP BY product
                        -- ?1 Date: '2026-02-03'
                        """);
        CommandRun json = CommandRun.in(folder, "render", "top_products", "-o", "json");
        assertThat(json.out())
                .contains(
                        "\"values\":[{\"type\":\"Int32\",\"value\":\"3\"}]", "\"product_sales\":{");
    }

    @Test
    void linesOfTagsAndEmptyDefaultsCanBeSeenThrough() throws IOException {
        Files.writeString(
                folder.resolve("pipes/branches.pipe"),
                """
                NODE branch_rows
                SQL >
                    %
                    {% if String(who, '') == '' %}
                    SELECT {{ Boolean(flag, True) }} AS flag, {{ Float64(share, 0.5) }} AS share
                    {% else %}
                    SELECT {{ String(who) }} AS who
                    {% end %}
                TYPE endpoint
                """);
        assertThat(CommandRun.in(folder, "render", "branches").out())
                .isEqualTo(
                        """
                        -- branch_rows
                            SELECT ? AS flag, ? AS share
                        -- ?1 Bool: true
                        -- ?2 Float64: 0.5
                        """);
        assertThat(CommandRun.in(folder, "pipe", "params", "branches").out())
                .contains("who    String   ''       no");
    }

    @Test
    void checkTellsProgramsInOneDocument() throws IOException {
        CommandRun good = CommandRun.in(folder, "check", "--output", "json");
        assertThat(good.code()).isEqualTo(0);
        assertThat(good.out())
                .isEqualTo(
                        "{\"result\":\"success\",\"settings\":[],\"errors\":[],\"warnings\":[],"
                                + "\"pipes\":1,\"nodes\":2,\"connections\":1}\n");
        write("pipes/first.pipe", "NODE first_node\nSQL >\n    SELECT nobody FROM shop.orders\n");
        CommandRun sql = CommandRun.in(folder, "check", "-o", "json");
        assertThat(sql.code()).isEqualTo(1);
        assertThat(sql.err()).isEmpty();
        assertThat(sql.out())
                .startsWith("{\"result\":\"failed\"")
                .contains("{\"file\":\"pipes/first.pipe\",\"line\":3,\"column\":12,\"message\":");
        write("pipes/second.pipe", "NOD first_node\n");
        assertThat(CommandRun.in(folder, "check", "-o", "json").out())
                .contains("\"file\":\"pipes/second.pipe\",\"line\":1,\"column\":1");
        write("penstock.properties", "prot=1\n");
        assertThat(CommandRun.in(folder, "check", "-o", "json").out())
                .contains("\"settings\":[\"Unknown setting prot");
    }

    @Test
    void pipeDataRunsANamedNode() {
        CommandRun run =
                CommandRun.in(
                        folder,
                        "pipe",
                        "data",
                        "top_products",
                        "--node",
                        "product_sales",
                        "-f",
                        "json");
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("\"rows\":4", "\"name\":\"pieces\"");
    }

    @Test
    void aValueOfTheWrongTypeIsOneAndNamed() {
        CommandRun run = CommandRun.in(folder, "pipe", "data", "top_products", "--top", "many");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("top", "many").doesNotContain("\tat ");
    }

    @Test
    void aParameterWithoutAValueIsNamed() {
        CommandRun run = CommandRun.in(folder, "pipe", "data", "top_products", "--top");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("error: '--top' has no value; write --top VALUE\n");
    }

    @Test
    void aBareWordIsNoParameter() {
        CommandRun run = CommandRun.in(folder, "pipe", "data", "top_products", "three");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("'three' is no parameter");
    }

    @Test
    void anUnknownNodeIsNamedWithTheKnownOnes() {
        CommandRun run = CommandRun.in(folder, "explain", "top_products", "--node", "best");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo(
                        "error: Pipe 'top_products' has no node 'best'; its nodes are:"
                                + " product_sales, best_products\n");
    }

    @Test
    void explainShowsThePlanAndWhenAskedTheEnginesSql() {
        CommandRun run = CommandRun.in(folder, "explain", "top_products", "--sql");
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isEqualTo(0);
        assertThat(run.out()).contains("SQL for duckdb:", "read_csv(");
        assertThat(CommandRun.in(folder, "explain", "top_products").out())
                .isNotBlank()
                .doesNotContain("SQL for duckdb:");
    }

    @Test
    void checkTellsEveryMistakeAtOnce() throws IOException {
        write(
                "pipes/first.pipe",
                "NODE first_node\nSQL >\n    SELECT nobody FROM shop.orders\nTYPE endpoint\n");
        write(
                "pipes/second.pipe",
                "NODE second_node\nSQL >\n    SELECT 1 AS a FROM shop.nowhere\nTYPE endpoint\n");
        CommandRun run = CommandRun.in(folder, "check");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines())
                .hasSize(2)
                .anyMatch(
                        line ->
                                line.startsWith("error: pipes/first.pipe:3:12: ")
                                        && line.contains("nobody"))
                .anyMatch(
                        line ->
                                line.startsWith("error: pipes/second.pipe:3:")
                                        && line.contains("nowhere"));
    }

    @Test
    void aMistakeInOnePipeDoesNotKeepFromAskingAnother() throws IOException {
        write(
                "pipes/first.pipe",
                "NODE first_node\nSQL >\n    SELECT nobody FROM shop.orders\nTYPE endpoint\n");
        CommandRun run = CommandRun.in(folder, "pipe", "data", "top_products", "-f", "csv");
        assertThat(run.code()).isEqualTo(0);
        assertThat(run.out()).startsWith("\"product\",\"pieces\",\"turnover\"\n");
    }

    @Test
    void checkNamesAnUnknownSetting() throws IOException {
        write("penstock.properties", "prot=1\n");
        CommandRun run = CommandRun.in(folder, "check");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).startsWith("error: Unknown setting prot in penstock.properties");
    }

    @Test
    void doctorSaysOkOfAGoodProject() throws IOException {
        write("penstock.properties", "port=0\n");
        CommandRun run = CommandRun.in(folder, "doctor");
        assertThat(run.out().lines()).allMatch(line -> line.startsWith("ok   "));
        assertThat(run.out()).contains("ok   connection shop: 1 tables", "ok   java flags: ");
        assertThat(run.code()).isEqualTo(0);
    }

    @Test
    void doctorNamesWeakSettings() throws IOException {
        write("penstock.properties", "port=0\nhost=0.0.0.0\nadmin-token=short-canary\n");
        Files.setPosixFilePermissions(
                folder.resolve("penstock.properties"),
                PosixFilePermissions.fromString("rw-r--r--"));
        write("pipes/leak.pipe", "NODE n\nSQL >\n    SELECT 'short-canary' AS t\nTYPE endpoint\n");
        Files.createDirectories(folder.resolve(".penstock/usage"));
        CommandRun run = CommandRun.in(folder, "doctor");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out())
                .contains(
                        "do   host: 0.0.0.0 can be reached by others",
                        "do   flight-port: Flight SQL on 0.0.0.0 is not encrypted",
                        "do   penstock.properties: others may look into it; run chmod 600 ",
                        "do   usage: others may look into it; run chmod 700 ",
                        "do   admin-token: it has 12 characters",
                        "do   pipes/leak.pipe: the admin token stands in it")
                .doesNotContain("canary");
    }

    @Test
    void doctorNamesWeakIssuers() throws IOException {
        write("penstock.properties", "port=0\njwt-issuers=issuers.yaml\n");
        write(
                "issuers.yaml",
                """
                - issuer: https://a.example.com
                  audience: penstock
                  keys: http://a.example.com/keys
                  grants: [{claim: roles, value: boss, scopes: [ADMIN]}]
                - issuer: https://b.example.com
                  audience: penstock
                  grants: [{scopes: [ADMIN]}]
                """);
        CommandRun run = CommandRun.in(folder, "doctor");
        assertThat(run.out())
                .contains(
                        "do   jwt-issuers: the keys of https://a.example.com are asked for without",
                        "do   jwt-issuers: everybody whom https://b.example.com knows may manage")
                .doesNotContain("whom https://a", "keys of https://b");
        write("issuers.yaml", "- issuer: https://a.example.com\n");
        assertThat(CommandRun.in(folder, "check").err())
                .contains("issuers.yaml, issuer 1: audience is missing");
        write("penstock.properties", "jwt-issuers=gone.yaml\n");
        assertThat(CommandRun.in(folder, "check").err())
                .contains("jwt-issuers in penstock.properties is 'gone.yaml'; it must be a file");
    }

    @Test
    void logsShowWhatAServerWasAsked() throws IOException {
        write("penstock.properties", "port=0\nflight-port=off\nadmin-token=abc\n");
        try (PenstockServer server =
                PenstockServer.start(
                        ServerConfig.read(folder, ImmutableMap.of(), ImmutableMap.of()))) {
            call(server, "/v0/pipes/top_products.json");
            call(server, "/v0/pipes/top_products.json?limit=many&token=wrong");
            call(server, "/v0/sql?q=select+nothing+from+nowhere");
        }
        CommandRun all = CommandRun.in(folder, "logs", "--format", "ndjson");
        assertThat(all.err()).isEmpty();
        assertThat(all.out().lines()).hasSize(2);
        assertThat(all.out().lines().findFirst().orElseThrow())
                .contains("\"pipe_name\":\"top_products\"", "\"status_code\":200");
        assertThat(CommandRun.in(folder, "logs", "--errors", "-f", "ndjson").out().lines())
                .singleElement()
                .asString()
                .contains("query_api", "nowhere");
        assertThat(CommandRun.in(folder, "logs", "--pipe", "TOP_products", "-f", "ndjson").out())
                .hasLineCount(1);
        assertThat(CommandRun.in(folder, "logs", "--audit", "-f", "ndjson").out())
                .contains("\"event\":\"denied\"", "/v0/pipes/top_products.json");
        assertThat(
                        CommandRun.in(folder, "logs", "--since", "2999-01-01T00:00:00", "-f", "csv")
                                .out())
                .hasLineCount(1);
        CommandRun wrong = CommandRun.in(folder, "logs", "--since", "yesterday");
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.err()).contains("--since is 'yesterday'; write 90s");
    }

    private static void call(PenstockServer server, String path) throws IOException {
        String token =
                path.contains("token=") ? "" : (path.contains("?") ? "&" : "?") + "token=abc";
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(server.url().resolve(path + token)).build();
            assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isPositive();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void doctorSaysWhatToDoAboutAConnection() throws IOException {
        write("penstock.properties", "port=0\n");
        write("connections/away.connection", "TYPE files\nFILES_PATH nowhere/\n");
        CommandRun run = CommandRun.in(folder, "doctor");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("do   project: connections/away.connection:2:", "nowhere");
    }
}
