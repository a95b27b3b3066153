package io.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.PenstockServer;
import io.penstock.server.TestProject;

import org.jline.reader.Candidate;
import org.jline.reader.EOFError;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser.ParseContext;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** The console against a real server, on a terminal whose other end is this test. */
@Timeout(120)
class SqlShellTest {
    /** Runs until it is ended: no limit of the test server stops it. */
    private static final String ENDLESS =
            "SELECT COUNT(*) AS c FROM lake.numbers a, lake.numbers b, lake.numbers c WHERE a.x *"
                    + " b.x > c.x;\n";

    private static final String CTRL_C = "\u0003";

    @TempDir private static Path folder;
    private static PenstockServer server;

    @BeforeAll
    static void start() throws Exception {
        server =
                TestProject.in(folder)
                        .withNumbers(50_000)
                        .pipe("top", "SELECT id, s FROM lake.ev ORDER BY id")
                        .start("query-timeout", "100s");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static SqlConnection connect() {
        return new SqlConnection(server.url(), TestProject.TOKEN);
    }

    /**
     * A terminal in this process; what is typed goes through its line discipline, as Ctrl-C does.
     */
    private static LineDisciplineTerminal keyboard(ByteArrayOutputStream out) throws IOException {
        return new LineDisciplineTerminal("test", "xterm", out, StandardCharsets.UTF_8);
    }

    private static void type(LineDisciplineTerminal terminal, String keys) {
        try {
            terminal.processInputBytes(keys.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a script prints. */
    private static String script(String typed) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StringWriter errors = new StringWriter();
        InputStream in = new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8));
        try (SqlConnection connection = connect();
                Terminal terminal =
                        new DumbTerminal(
                                "script", Terminal.TYPE_DUMB, in, out, StandardCharsets.UTF_8)) {
            PrintWriter err = new PrintWriter(errors);
            boolean good = new SqlShell(terminal, connection, Optional.empty(), false, err).run();
            assertThat(good).isEqualTo(errors.toString().isEmpty());
        }
        return (out.toString(StandardCharsets.UTF_8) + errors).replace("\r", "");
    }

    @Test
    void aStatementRunsOverLinesUntilItsSemicolon() throws IOException {
        assertThat(
                        script(
                                "SELECT ';' AS a, -- not yet;\n"
                                        + "  id\n"
                                        + "FROM top LIMIT 1\n"
                                        + ";\n"
                                        + "\\q\n"
                                        + "SELECT 9;\n"))
                .contains("│ ;", "1 │")
                .doesNotContain("9");
    }

    @Test
    void severalStatementsOnALineRunInOrder() throws IOException {
        assertThat(script("\\format JSONEachRow\nSELECT 1 AS a; SELECT 2 AS b;\n"))
                .contains("{\"a\":1}\n{\"b\":2}\n");
    }

    @Test
    void namesAreListed() throws IOException {
        assertThat(script("\\d\n")).contains("lake.ev ", "lake.numbers", "top ");
        assertThat(script("\\d top\n")).contains("id", "Nullable(UInt64)", "Nullable(String)");
        assertThat(script("\\d lake.tag\n")).contains("event", "tag");
        assertThat(script("\\d nobody\n")).contains("error: There is no table 'nobody'");
    }

    @Test
    void aPlanIsExplained() throws IOException {
        assertThat(script("\\explain SELECT id FROM lake.ev WHERE id > 1\n"))
                .contains("Filter", "lake.ev");
    }

    @Test
    void mistakesAreToldAndTheConsoleGoesOn() throws IOException {
        assertThat(
                        script(
                                "SELECT nobody FROM top;\n"
                                        + "\\format Nonsense\n"
                                        + "SELECT 1;\n"
                                        + "\\n"
                                        + "ope\n"
                                        + "\\timing maybe\n"
                                        + "\\format CSV\n"
                                        + "SELECT 5 AS five;\n"))
                .contains("Unknown column 'nobody'", "Unknown format 'Nonsense'")
                .contains("There is no command '\\nope'; there are \\d", "on or off, not 'maybe'")
                .contains("5\n");
    }

    @Test
    void timesHelpAndOwnFormats() throws IOException {
        assertThat(script("\\timing\nSELECT 1 AS a FORMAT CSV;\n\\timing off\n\\?\n"))
                .containsPattern("Times are printed\n1\n\\d+\\.\\d{3} s\nTimes are not printed\n")
                .contains("\\explain [analyze] SELECT ..", "leave");
    }

    @Test
    void ctrlCEndsTheStatementAndNotTheConsole() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (SqlConnection connection = connect();
                SqlConnection other = connect();
                LineDisciplineTerminal terminal = keyboard(out)) {
            Thread fingers =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        type(terminal, ENDLESS);
                                        await(() -> !other.running().isEmpty());
                                        await(() -> shows(out, "Ctrl-C cancels"));
                                        type(terminal, CTRL_C);
                                        await(() -> other.running().isEmpty());
                                        type(terminal, "SELECT 'still ' || 'here' AS a;\n\\q\n");
                                    });
            PrintWriter err = new PrintWriter(new StringWriter());
            new SqlShell(terminal, connection, Optional.empty(), true, err).run();
            fingers.join();
        }
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("error: Cancelled", "still here", "Ctrl-C cancels");
    }

    @Test
    void ctrlCAtThePromptDropsTheLine() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (SqlConnection connection = connect();
                LineDisciplineTerminal terminal = keyboard(out)) {
            Thread fingers =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        await(() -> shows(out, "penstock> "));
                                        type(terminal, "SELECT 'half");
                                        await(() -> shows(out, "half"));
                                        int before = out.size();
                                        type(terminal, CTRL_C);
                                        await(() -> text(out, before).contains("penstock> "));
                                        type(terminal, "SELECT 6 * 7 AS a;\n\u0004");
                                    });
            PrintWriter err = new PrintWriter(new StringWriter());
            new SqlShell(terminal, connection, Optional.empty(), true, err).run();
            assertThat(fingers.isAlive()).isFalse();
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("42").doesNotContain("error");
    }

    private interface Condition {
        boolean holds();
    }

    private static boolean shows(ByteArrayOutputStream out, String text) {
        return text(out, 0).contains(text);
    }

    private static String text(ByteArrayOutputStream out, int from) {
        byte[] bytes = out.toByteArray();
        return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
    }

    private static void await(Condition condition) {
        long start = System.nanoTime();
        while (!condition.holds()) {
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(60));
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Test
    void wordsAreCompletedFromTheCatalog() {
        try (SqlConnection connection = connect()) {
            assertThat(proposed(connection, "sel")).contains("select");
            assertThat(proposed(connection, "select * from la"))
                    .contains("lake.ev", "lake.numbers", "top")
                    .doesNotContain("d");
            assertThat(proposed(connection, "select ev from lake.numbers"))
                    .contains("d", "x", "coalesce");
            assertThat(proposed(connection, "\\e")).contains("\\explain").doesNotContain("top");
        }
    }

    private static List<String> proposed(SqlConnection connection, String line) {
        List<Candidate> candidates = new ArrayList<>();
        ParsedLine parsed = new ShellParser().parse(line, line.length(), ParseContext.COMPLETE);
        new ShellCompleter(connection)
                .complete(LineReaderBuilder.builder().build(), parsed, candidates);
        return candidates.stream().map(Candidate::value).toList();
    }

    @Test
    void aStatementIsWholeAtItsSemicolonOutsideOfTexts() {
        assertThat(StatementText.of("a; b ';' ; -- c;\n d").statements())
                .containsExactly("a", "b ';'");
        assertThat(StatementText.of("a; b").rest()).isEqualTo("b");
        for (String open : List.of("SELECT 1", "SELECT ';", "SELECT \";\" ", "/* ; ", "x -- ;")) {
            assertThat(StatementText.of(open).isComplete()).as(open).isFalse();
            assertThat(asksForMore(open)).as(open).isTrue();
        }
        for (String whole : List.of("", "SELECT 1;", "\\d", "a;\nb;", " ; ")) {
            assertThat(asksForMore(whole)).as(whole).isFalse();
        }
    }

    private static boolean asksForMore(String text) {
        try {
            new ShellParser().parse(text, text.length(), ParseContext.ACCEPT_LINE);
            return false;
        } catch (EOFError e) {
            return true;
        }
    }

    @Test
    void whatIsTypedIsKept() throws IOException {
        Path history = folder.resolve("history");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (SqlConnection connection = connect();
                LineDisciplineTerminal terminal = keyboard(out)) {
            type(terminal, "SELECT 41 + 1 AS a;\n\\q\n");
            PrintWriter err = new PrintWriter(new StringWriter());
            new SqlShell(terminal, connection, Optional.of(history), true, err).run();
        }
        assertThat(Files.readString(history)).contains("SELECT 41 + 1 AS a;");
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("penstock> ", "42");
    }

    @Test
    void aServerThatIsNotThereIsNamedAtOnce() {
        CommandRun away =
                CommandRun.in(folder, "sql", "--url", "http://127.0.0.1:1", "--token", "x");
        assertThat(away.code()).isEqualTo(1);
        assertThat(away.err()).contains("http://127.0.0.1:1 can't be reached");
        CommandRun wrong =
                CommandRun.in(folder, "sql", "--url", server.url().toString(), "--token", "x");
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.err()).contains("The token is not valid here");
        CommandRun both =
                CommandRun.in(folder, "sql", "--url", server.url().toString(), "SELECT 1");
        assertThat(both.code()).isEqualTo(1);
        assertThat(both.err()).contains("--url is for the console");
    }
}
