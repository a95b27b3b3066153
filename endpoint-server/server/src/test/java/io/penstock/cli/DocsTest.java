package io.penstock.cli;

import static com.google.common.collect.ImmutableList.toImmutableList;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.parameter.PipeError;
import io.penstock.planner.parse.PlannerError;
import io.penstock.server.ConfigException;
import io.penstock.server.ServerConfig;
import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.ErrorCode;
import io.penstock.spi.error.SourceError;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The documentation's links lead somewhere, and it names what there is. */
final class DocsTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().resolve("../..").normalize();
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

    @TempDir private Path folder;

    static ImmutableList<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            return Stream.concat(
                            docs.filter(page -> page.toString().endsWith(".md")),
                            Stream.of(
                                            "README.md",
                                            "CONTRIBUTING.md",
                                            "CHANGELOG.md",
                                            "examples/flights/README.md")
                                    .map(ROOT::resolve))
                    .sorted()
                    .collect(toImmutableList());
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsToAFileAndAHeading(Path page) throws IOException {
        ImmutableList<String> broken =
                LINK.matcher(Files.readString(page))
                        .results()
                        .map(found -> found.group(1))
                        .filter(link -> !link.startsWith("http"))
                        .filter(link -> !resolves(page, link))
                        .collect(toImmutableList());
        assertThat(broken).isEmpty();
    }

    private static boolean resolves(Path page, String link) {
        int hash = link.indexOf('#');
        String file = hash < 0 ? link : link.substring(0, hash);
        Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
        return Files.exists(target)
                && (hash < 0 || anchors(target).contains(link.substring(hash + 1)));
    }

    /** A heading's anchor: lower case, punctuation dropped, blanks to dashes. */
    private static ImmutableList<String> anchors(Path page) {
        try {
            return HEADING.matcher(Files.readString(page))
                    .results()
                    .map((MatchResult found) -> Ascii.toLowerCase(found.group(1)))
                    .map(text -> text.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
                    .collect(toImmutableList());
        } catch (IOException e) {
            throw new IllegalStateException("unreadable page " + page, e);
        }
    }

    @Test
    void theCommandLinesPageNamesEveryCommand() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/cli.md"));
        CommandLine line =
                Penstock.commandLine(
                        new Terminal(
                                new PrintWriter(Writer.nullWriter()),
                                OutputStream.nullOutputStream(),
                                new PrintWriter(Writer.nullWriter()),
                                Ansi.OFF,
                                ImmutableMap.of(),
                                folder));
        assertThat(missing(page, commands(line, ""))).isEmpty();
    }

    private static ImmutableList<String> commands(CommandLine line, String before) {
        ImmutableList.Builder<String> names = ImmutableList.builder();
        line.getSubcommands()
                .forEach(
                        (name, command) -> {
                            if (command.getSubcommands().isEmpty()) {
                                names.add("`" + before + name);
                            } else {
                                names.addAll(commands(command, before + name + " "));
                            }
                        });
        return names.build();
    }

    @Test
    void theConfigurationsPageNamesEverySetting() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/configuration.md"));
        ImmutableList<String> settings =
                Splitter.on(", ")
                        .splitToStream(known())
                        .map(key -> "`" + key + "`")
                        .collect(toImmutableList());
        assertThat(settings).contains("`port`");
        assertThat(missing(page, settings)).isEmpty();
    }

    /** The settings as the refusal of an unknown one lists them. */
    private String known() {
        try {
            ServerConfig.read(folder, ImmutableMap.of("nonsense", "1"), ImmutableMap.of());
        } catch (ConfigException e) {
            String problem = e.problems().get(0);
            return problem.substring(problem.indexOf("known are ") + "known are ".length());
        }
        throw new AssertionError("an unknown setting was taken");
    }

    @Test
    void theErrorsPageNamesEveryCode() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/errors.md"));
        String table = page.substring(page.indexOf("## Codes"));
        ImmutableList<String> codes =
                Stream.<ErrorCode[]>of(
                                EngineError.values(),
                                SourceError.values(),
                                PlannerError.values(),
                                PipeError.values())
                        .flatMap(Stream::of)
                        .map(code -> Integer.toString(code.number()))
                        .distinct()
                        .collect(toImmutableList());
        ImmutableList<String> absent =
                codes.stream()
                        .filter(
                                code ->
                                        !Pattern.compile("(?m)^\\|[^|]*\\b" + code + "\\b")
                                                .matcher(table)
                                                .find())
                        .collect(toImmutableList());
        assertThat(absent).isEmpty();
    }

    private static ImmutableList<String> missing(String page, ImmutableList<String> wanted) {
        return wanted.stream().filter(text -> !page.contains(text)).collect(toImmutableList());
    }
}
