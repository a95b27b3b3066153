package io.penstock.pipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.sql.BoundSql;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

final class DatafileFormatTest {
    private static final int SAMPLES = 600;

    @TempDir private Path folder;

    private static String pipe(String text) {
        return DatafileFormat.format("a.pipe", text);
    }

    @Test
    void laysOutInstructionsBlocksAndBlankLines() {
        assertThat(
                        pipe(
                                """


                                VERSION   0
                                DESCRIPTION >
                                  Two lines,\s\s
                                    the second deeper.


                                # about the node
                                NODE   one\s
                                SQL >
                                  %
                                  SELECT 1
                                    FROM t   -- why
                                TYPE   endpoint
                                NODE two
                                DESCRIPTION short
                                SQL > SELECT 2
                                """))
                .isEqualTo(
                        """
                        VERSION 0
                        DESCRIPTION >
                            Two lines,
                              the second deeper.

                        # about the node
                        NODE one
                        SQL >
                            %
                            SELECT 1
                              FROM t   -- why

                        TYPE endpoint

                        NODE two
                        DESCRIPTION short
                        SQL >
                            SELECT 2
                        """);
    }

    @Test
    void aBlockWithATextOverLinesDoesNotMove() {
        String kept = "NODE a\nSQL >\n  SELECT 'first\n  second' AS t\n";
        assertThat(pipe(kept)).isEqualTo(kept);
        assertThat(pipe("NODE a\nSQL >\n  SELECT 1 -- don't\n  , 2\n"))
                .isEqualTo("NODE a\nSQL >\n    SELECT 1 -- don't\n    , 2\n");
    }

    @Test
    void unindentedSqlAndWindowsLinesAreIndented() {
        assertThat(pipe("\ufeffNODE a\r\nSQL >\r\nSELECT 1\r\nFROM t\r\n\r\n"))
                .isEqualTo("NODE a\nSQL >\n    SELECT 1\n    FROM t\n");
    }

    @Test
    void connectionsAreLaidOutToo() {
        assertThat(DatafileFormat.format("shop.connection", "TYPE  files\n\n\n\nFILES_PATH\tdata/"))
                .isEqualTo("TYPE files\n\nFILES_PATH data/\n");
    }

    @Test
    void dataSourcesKeepTheirColumns() throws IOException {
        String text =
                """
                VERSION 0
                DESCRIPTION   events
                SCHEMA >
                `id` UInt64 `json:$.id`,
                  `tags` Array(String) `json:$.tags[:]`,\s\s
                  # why
                  `name` String DEFAULT 'a  b'
                ENGINE   "MergeTree"
                ENGINE_SORTING_KEY id
                FORWARD_QUERY >
                  SELECT id,
                    tags
                TOKEN  app   APPEND
                """;
        String once = DatafileFormat.format("events.datasource", text);
        assertThat(once)
                .isEqualTo(
                        """
                        VERSION 0
                        DESCRIPTION events
                        SCHEMA >
                            `id` UInt64 `json:$.id`,
                            `tags` Array(String) `json:$.tags[:]`,
                            # why
                            `name` String DEFAULT 'a  b'

                        ENGINE "MergeTree"
                        ENGINE_SORTING_KEY id
                        FORWARD_QUERY >
                            SELECT id,
                              tags

                        TOKEN app   APPEND
                        """);
        assertThat(DatafileFormat.format("events.datasource", once)).isEqualTo(once);
        assertThat(dataSource(once)).isEqualTo(dataSource(text));
    }

    private String dataSource(String text) throws IOException {
        Files.writeString(folder.resolve("events.datasource"), text);
        DataSource events =
                Objects.requireNonNull(
                        Project.load(folder, name -> Optional.empty()).dataSources().get("events"));
        return events.columns().stream()
                        .map(c -> c.name() + c.type() + c.path() + c.value().map(v -> v.sql()))
                        .toList()
                + events.engine().toString()
                + events.description()
                + events.forwardQuery().map(query -> query.text().strip().replaceAll("\n *", "\n"))
                + events.tokens().stream().map(grant -> grant.token() + grant.scope()).toList();
    }

    private static String schema(String columns) {
        String once = DatafileFormat.format("d.datasource", "SCHEMA >\n" + columns);
        assertThat(DatafileFormat.format("d.datasource", once)).isEqualTo(once);
        return once;
    }

    @Test
    void columnsStandOneALine() {
        assertThat(schema("  a String, b   Int32   DEFAULT\t5 ,`c d` Map( String ,\n UInt8 )"))
                .isEqualTo(
                        """
                        SCHEMA >
                            `a` String,
                            `b` Int32 DEFAULT 5,
                            `c d` Map(String, UInt8)
                        """);
        assertThat(
                        schema(
                                """
                                    a String
                                  , b Tuple(
                                      # how far
                                      x Int8,
                                      y Int8
                                    ) `json:$.b` DEFAULT (1, f( 'a  , b' ))
                                  , c DateTime64( 3, 'UTC' ) CODEC( Delta, LZ4 ),
                                """))
                .isEqualTo(
                        """
                        SCHEMA >
                            `a` String,
                            # how far
                            `b` Tuple(x Int8, y Int8) `json:$.b` DEFAULT (1, f('a  , b')),
                            `c` DateTime64(3, 'UTC') CODEC(Delta, LZ4)
                        """);
    }

    @Test
    void commentsAndGroupsOfColumnsStay() {
        assertThat(
                        schema(
                                """

                                   # who, and when
                                   a String,


                                   -- what `it` did
                                   b String
                                   # of old
                                   , c Int8, d Int8 # don't
                                   ,
                                   # the end
                                ENGINE Null
                                """
                                        .replace("# don't", "")))
                .isEqualTo(
                        """
                        SCHEMA >
                            # who, and when
                            `a` String,

                            -- what `it` did
                            `b` String,
                            # of old
                            `c` Int8,
                            `d` Int8
                            # the end

                        ENGINE Null
                        """);
    }

    @Test
    void aSchemaThatIsNotUnderstoodMovesAsAWhole() {
        for (String columns :
                List.of(
                        "    `a` String,   -- not here\n      `b` Int8\n",
                        "    `a` String DEFAULT 'one\n      two',   `b` Int8\n",
                        "    `a` String DEFAULT (1,   2\n      `b` Int8\n")) {
            assertThat(schema(columns)).isEqualTo("SCHEMA >\n" + columns);
        }
    }

    @Test
    void aDescriptionMayStartDeeperThanItGoesOn() {
        assertThat(pipe("DESCRIPTION >\n    First,\nthen\n  deeper\nNODE a\nSQL >\n    SELECT 1\n"))
                .startsWith("DESCRIPTION >\n    First,\n    then\n      deeper\n\nNODE a\n");
    }

    @Test
    void whatIsNotUnderstoodIsNotTouched() {
        assertThatThrownBy(() -> pipe("NODE a\nSQL >\n    SELECT 1\nTYP endpoint\n"))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("a.pipe:4:1")
                .hasMessageContaining("TYPE");
    }

    @Test
    void generatedFilesMeanTheSameAndStayAsTheyAre() throws IOException {
        int checked = 0;
        for (int seed = 0; seed < SAMPLES; seed++) {
            String text = new Generator(new Random(seed)).file();
            String once = pipe(text);
            assertThat(pipe(once)).as("seed %d, again:\n%s", seed, text).isEqualTo(once);
            Optional<String> before = meaning(text);
            assertThat(meaning(once)).as("seed %d:\n%s", seed, text).isEqualTo(before);
            checked += before.isPresent() ? 1 : 0;
        }
        assertThat(checked).as("samples that are projects").isGreaterThan(SAMPLES / 2);
    }

    /** Everything a project says of its pipe; absent when the file is none. */
    private Optional<String> meaning(String text) throws IOException {
        Files.writeString(folder.resolve("sample.pipe"), text);
        try {
            Project project = Project.load(folder, name -> Optional.empty());
            return Optional.of(
                    project.pipes().values().stream()
                            .map(pipe -> meaning(project, pipe))
                            .collect(Collectors.joining("\n")));
        } catch (ProjectException e) {
            return Optional.empty();
        }
    }

    private static String meaning(Project project, Pipe pipe) {
        String nodes =
                pipe.nodes().stream()
                        .map(node -> meaning(project, pipe, node))
                        .collect(Collectors.joining("\n"));
        List<String> tokens =
                pipe.tokens().stream().map(grant -> grant.token() + grant.scope()).toList();
        return String.join(
                "|",
                pipe.name(),
                pipe.description().orElse("-"),
                pipe.endpoint().map(Node::name).orElse("-"),
                tokens.toString(),
                pipe.tags().toString(),
                pipe.cache().toString(),
                nodes);
    }

    private static String meaning(Project project, Pipe pipe, Node node) {
        List<String> variants =
                project.bindVariants(pipe, node).stream()
                        .map(DatafileFormatTest::unindented)
                        .toList();
        List<String> parameters =
                project.parameters(pipe, node).stream()
                        .map(p -> p.name() + p.type() + p.defaultValue() + p.required())
                        .toList();
        return String.join(
                "|",
                node.name(),
                node.description().orElse("-"),
                node.sql(),
                parameters.toString(),
                variants.toString());
    }

    /** Texts over lines are compared to the blank, other SQL without its indentation. */
    private static String unindented(BoundSql sql) {
        return sql.values()
                + (TextLines.spanned(sql.text())
                        ? sql.text()
                        : sql.text().lines().map(String::strip).collect(Collectors.joining("\n")));
    }

    /** Files in every layout that people use, and some that nobody does. */
    private static final class Generator {
        private static final ImmutableList<String> SQL =
                ImmutableList.of(
                        "SELECT 1 AS a",
                        "SELECT 'it''s' AS s, \"b\"",
                        "  , x -- don't stop",
                        "  /* it's\n over lines */",
                        "FROM t",
                        "",
                        "   ",
                        "# no comment here",
                        "\tWHERE a = 'one\n   two\nthree'",
                        "WHERE {{ String(p, 'it\\'s') }} = 'x' ",
                        "{% if defined(q) %} AND b = {{ Int32(q, 3) }} {% end %}",
                        "{# don't\n  look #}",
                        "LIMIT {{ Int32(n, 10, description='rows') }}  ");

        private final Random random;

        Generator(Random random) {
            this.random = random;
        }

        String file() {
            StringBuilder text = new StringBuilder();
            some(text, "VERSION 0", "TAGS \"a, b\"", "TOKEN  reader   READ", "# by hand", "", "");
            if (chance(3)) {
                block(text, "DESCRIPTION", List.of("What it is.", "", "  And why.  "));
            }
            int nodes = 1 + random.nextInt(3);
            for (int i = 0; i < nodes; i++) {
                node(text, i);
            }
            if (chance(2)) {
                text.append("TYPE ").append(chance(2) ? "Endpoint" : "endpoint  ").append('\n');
            }
            some(text, "CACHE 60", "# the end", "", "   ");
            String file = text.toString();
            file = chance(4) ? file.stripTrailing() : file;
            return chance(5) ? file.replace("\n", "\r\n") : file;
        }

        private void node(StringBuilder text, int number) {
            some(text, "# about it", "", "");
            text.append(chance(2) ? "NODE n" : "NODE   n")
                    .append(number)
                    .append(blanks())
                    .append('\n');
            if (chance(3)) {
                text.append("DESCRIPTION ").append(chance(2) ? "'short'" : "short").append('\n');
            } else if (chance(3)) {
                block(text, "DESCRIPTION", List.of("Long", "  text"));
            }
            some(text, "", "# of the SQL");
            block(text, "SQL", sql());
            some(text, "", "", "# behind it");
        }

        private List<String> sql() {
            Stream<String> lines =
                    Stream.generate(() -> SQL.get(random.nextInt(SQL.size())))
                            .limit(random.nextInt(6));
            String start = chance(3) ? "SELECT 0" : "%\nSELECT 0";
            return Stream.concat(start.lines(), lines).toList();
        }

        private void block(StringBuilder text, String name, List<String> lines) {
            String margin = chance(4) ? "" : " ".repeat(1 + random.nextInt(6));
            text.append(name).append(chance(6) ? "  >" : " >");
            boolean sameLine = chance(8);
            text.append(sameLine ? " " : blanks() + "\n");
            if (!sameLine && chance(8)) {
                text.append('\n');
            }
            for (int i = 0; i < lines.size(); i++) {
                text.append(i == 0 && sameLine ? "" : margin)
                        .append(lines.get(i).replace("\n", chance(2) ? "\n" : "\n" + margin))
                        .append('\n');
            }
        }

        private void some(StringBuilder text, String... choices) {
            for (String choice : choices) {
                if (chance(3)) {
                    text.append(choice).append('\n');
                }
            }
        }

        private String blanks() {
            return chance(4) ? "  " : "";
        }

        private boolean chance(int of) {
            return random.nextInt(of) == 0;
        }
    }
}
