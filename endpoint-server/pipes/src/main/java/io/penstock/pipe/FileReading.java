package io.penstock.pipe;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.spi.error.QueryException;
import io.penstock.template.SqlTemplate;
import io.penstock.template.TemplateEngine;

import java.nio.file.Path;
import java.util.Optional;

/** Reads one datafile with all that can be known of it alone. Thread: one. */
final class FileReading {
    private final Path folder;
    private final Path path;
    private final SecretLookup secrets;
    private final TemplateEngine engine;
    private final String name;
    private final String file;
    private final Findings findings = new Findings();
    private final FileTexts texts = new FileTexts();

    private FileReading(Path folder, Path path, SecretLookup secrets, TemplateEngine engine) {
        this.folder = folder;
        this.path = path;
        this.secrets = secrets;
        this.engine = engine;
        String fileName = String.valueOf(path.getFileName());
        this.name = fileName.substring(0, Math.max(0, fileName.lastIndexOf('.')));
        this.file = folder.relativize(path).toString().replace('\\', '/');
    }

    /** Whether a file holds something that has a name in the project. */
    static boolean isResource(Path path) {
        return !kind(path).isEmpty();
    }

    private static String kind(Path path) {
        String fileName = String.valueOf(path.getFileName());
        return switch (Ascii.toLowerCase(fileName.substring(fileName.lastIndexOf('.') + 1))) {
            case "pipe" -> "Pipe";
            case "connection" -> "Connection";
            case "datasource" -> "Data source";
            default -> "";
        };
    }

    static ReadFile read(Path folder, Path path, SecretLookup secrets, TemplateEngine engine) {
        return new FileReading(folder, path, secrets, engine).read();
    }

    private ReadFile read() {
        String kind = kind(path);
        NameRules.problem(kind, name).ifPresent(message -> problem(message + ". Rename the file"));
        ReadFile.Content content = content(kind).orElseGet(() -> new ReadFile.Broken(kind));
        return new ReadFile(
                name,
                file,
                content,
                findings.problems(),
                findings.notices(),
                ImmutableMap.copyOf(texts.stamps()));
    }

    private Optional<ReadFile.Content> content(String kind) {
        try {
            String text = texts.read(path);
            return switch (kind) {
                case "Pipe" -> pipe(text);
                case "Connection" ->
                        new ConnectionReader(name, file, secrets, findings)
                                .read(text)
                                .map(ReadFile.OfConnection::new);
                default -> dataSource(text);
            };
        } catch (FileTexts.Unreadable e) {
            problem(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<ReadFile.Content> pipe(String text) {
        Optional<Pipe> pipe =
                new PipeReader(name, engine, findings, file)
                        .read(instructions(text, PipeInstructions.INSTANCE));
        pipe.ifPresent(read -> read.nodes().forEach(this::checkTemplate));
        return pipe.map(ReadFile.OfPipe::new);
    }

    private Optional<ReadFile.Content> dataSource(String text) {
        return new DataSourceReader(name, file, findings)
                .read(instructions(text, DataSourceInstructions.INSTANCE))
                .map(ReadFile.OfDataSource::new);
    }

    private ImmutableList<Instruction> instructions(String text, Datafile.Vocabulary vocabulary) {
        return new Inclusion(folder, path, texts, vocabulary, findings::problem).read(text);
    }

    /** What fails whatever a caller passes is a mistake of the author. */
    private void checkTemplate(Node node) {
        SqlTemplate template = node.template();
        if (template.isPlain()) {
            return;
        }
        try {
            StandIns.render(
                    StandIns.calls(
                            template.parameters(), template.decisive(), template.comparisons()),
                    template::render,
                    StandIns.MOST);
        } catch (QueryException e) {
            String message = String.valueOf(e.getMessage());
            findings.problem(ProjectProblem.at(e.position().orElse(node.position()), message));
        }
    }

    private void problem(String message) {
        findings.problem(new ProjectProblem(file, 1, 1, message));
    }
}
