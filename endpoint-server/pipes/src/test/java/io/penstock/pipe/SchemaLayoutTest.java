package io.penstock.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;

import io.penstock.template.SourceText;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Schemas in every layout keep their columns and comments, and are laid out once. */
final class SchemaLayoutTest {
    private static final int SAMPLES = 2_000;

    @Test
    void generatedSchemasMeanTheSameAndStayAsTheyAre() {
        int laidOut = 0;
        for (int seed = 0; seed < SAMPLES; seed++) {
            Generator generator = new Generator(new Random(seed));
            String text = "SCHEMA >\n" + generator.columns() + "\n\nENGINE Null\n";
            String once = DatafileFormat.format("d.datasource", text);
            assertThat(DatafileFormat.format("d.datasource", once))
                    .as("seed %d, again:\n%s", seed, text)
                    .isEqualTo(once);
            assertThat(columns(once)).as("seed %d:\n%s", seed, text).isEqualTo(columns(text));
            assertThat(comments(once)).as("seed %d:\n%s", seed, text).isEqualTo(comments(text));
            laidOut += isOneALine(once) ? 1 : 0;
        }
        assertThat(laidOut).as("samples with one column a line").isEqualTo(SAMPLES);
    }

    /** Every column with blanks outside of texts left out; each sample must be without problems. */
    private static List<String> columns(String file) {
        Findings findings = new Findings();
        ImmutableList<Instruction> instructions =
                Datafile.read(
                        "d.datasource", file, DataSourceInstructions.INSTANCE, findings::problem);
        SourceText schema = instructions.get(0).text();
        List<String> columns =
                SchemaReader.read(schema, findings).stream()
                        .map(ProjectText::of)
                        .map(SchemaLayoutTest::withoutBlanks)
                        .toList();
        assertThat(findings.problems()).as(file).isEmpty();
        return columns;
    }

    private static String withoutBlanks(String text) {
        return text.replaceAll("\\s+(?=(?:[^']*'[^']*')*[^']*$)", "");
    }

    private static List<String> comments(String text) {
        return text.lines().map(String::strip).filter(SchemaLayoutTest::isComment).toList();
    }

    private static boolean isComment(String line) {
        return line.startsWith("#") || line.startsWith("--");
    }

    private static boolean isOneALine(String file) {
        return file.lines()
                .skip(1)
                .map(String::strip)
                .takeWhile(line -> !line.startsWith("ENGINE"))
                .filter(line -> !line.isEmpty() && !isComment(line))
                .allMatch(line -> line.startsWith("`"));
    }

    /** Columns with all that may stand behind a type, blanks and lines wherever they may be. */
    private static final class Generator {
        private static final ImmutableList<String> TYPES =
                ImmutableList.of(
                        "String",
                        "Nullable( Int64 )",
                        "Map(String ,UInt8)",
                        "Decimal( 10,2 )",
                        "DateTime64(3, 'Europe/Madrid')",
                        "Enum8( 'a b' = 1, 'c,d' = 2 )",
                        "AggregateFunction( quantile( 0.9 ), Float64 )");
        private static final ImmutableList<String> REST =
                ImmutableList.of(
                        "DEFAULT 'it''s,  (so'",
                        "DEFAULT f( 1 , [ 2 ] )",
                        "CODEC( ZSTD( 1 ) )",
                        "NOT NULL",
                        "`json:$.a.b`",
                        "MATERIALIZED concat(a , ', ' , b)");
        private static final ImmutableList<String> COMMENTS =
                ImmutableList.of("# a, comment", "-- don't stop (", "#", "# `x` String,");

        private final Random random;

        Generator(Random random) {
            this.random = random;
        }

        String columns() {
            List<String> columns = new ArrayList<>();
            int count = 1 + random.nextInt(6);
            for (int i = 0; i < count; i++) {
                columns.add(column(i));
            }
            StringBuilder text = new StringBuilder("   ");
            for (int i = 0; i < count; i++) {
                text.append(gap()).append(columns.get(i)).append(gap());
                text.append(i < count - 1 || random.nextInt(3) == 0 ? "," : "");
            }
            return text.toString();
        }

        private String column(int number) {
            String name = random.nextBoolean() ? "`c " + number + "`" : "c" + number;
            StringBuilder column = new StringBuilder(name).append(blank()).append(one(TYPES));
            List<String> rest =
                    new ArrayList<>(REST.subList(random.nextInt(REST.size()), REST.size()));
            rest.removeIf(part -> part.startsWith("MATERIALIZED") && rest.size() > 2);
            for (String part : random.nextBoolean() ? List.<String>of() : rest) {
                boolean twoValues = column.indexOf("DEFAULT") > 0 && part.startsWith("DEFAULT");
                column.append(twoValues ? "" : blank() + part);
            }
            return column.toString();
        }

        private String blank() {
            return switch (random.nextInt(8)) {
                case 0 -> "\n      ";
                case 1 -> "\t ";
                case 2 -> "\n    " + one(COMMENTS) + "\n   ";
                default -> " ";
            };
        }

        private String gap() {
            return switch (random.nextInt(6)) {
                case 0 -> "\n    " + one(COMMENTS) + "\n    ";
                case 1 -> "\n\n\n    ";
                case 2 -> "\n  ";
                default -> " ";
            };
        }

        private String one(ImmutableList<String> choices) {
            return choices.get(random.nextInt(choices.size()));
        }
    }
}
