package io.penstock.pipe;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;

import io.penstock.template.TemplateEngine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a project's folder: finds the datafiles, reads each, and checks what they share. */
final class ProjectReader {
    private static final long MAX_BYTES = 1024 * 1024;

    private final Path folder;
    private final SecretLookup secrets;
    private final TemplateEngine engine;
    private final Findings findings = new Findings();
    private final List<PipeReader.Result> pipes = new ArrayList<>();
    private final List<ConnectionFile> connections = new ArrayList<>();
    private final List<Resource> resources = new ArrayList<>();

    ProjectReader(Path folder, SecretLookup secrets, TemplateEngine engine) {
        this.folder = folder;
        this.secrets = secrets;
        this.engine = engine;
    }

    /**
     * A file that has a name in the project.
     *
     * @param kind for messages
     */
    record Resource(String kind, String name, String file) {}

    /**
     * What a folder holds.
     *
     * @param pipes by name, sorted, with their published nodes
     */
    record Contents(
            ImmutableSortedMap<String, Pipe> pipes,
            ImmutableList<ConnectionFile> connections,
            ImmutableList<Resource> resources,
            Findings findings) {}

    /**
     * Reads everything.
     *
     * @throws ProjectException with every problem of every file
     */
    Contents read() {
        if (!Files.isDirectory(folder)) {
            findings.problem(
                    new ProjectProblem(".", 1, 1, "There is no folder '%s'".formatted(folder)));
        } else {
            for (Path file : datafiles()) {
                datafile(file);
            }
        }
        checkNames();
        ImmutableSortedMap<String, Pipe> published = published();
        findings.throwIfWrong();
        connections.sort(Comparator.comparing(ConnectionFile::name));
        return new Contents(
                published,
                ImmutableList.copyOf(connections),
                ImmutableList.copyOf(resources),
                findings);
    }

    private List<Path> datafiles() {
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(folder, new Finder(found));
        } catch (IOException e) {
            findings.problem(
                    new ProjectProblem(".", 1, 1, "The folder can't be read: " + e.getMessage()));
        }
        found.sort(Comparator.naturalOrder());
        return found;
    }

    /** Every file, but nothing in hidden folders. */
    private final class Finder extends SimpleFileVisitor<Path> {
        private final List<Path> found;

        Finder(List<Path> found) {
            this.found = found;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            String name = String.valueOf(directory.getFileName());
            boolean skip =
                    !directory.equals(folder)
                            && (name.startsWith(".") || name.equals("node_modules"));
            return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (!String.valueOf(file.getFileName()).startsWith(".")) {
                found.add(file);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException problem) {
            findings.problem(
                    new ProjectProblem(
                            relative(file), 1, 1, "It can't be read: " + problem.getMessage()));
            return FileVisitResult.CONTINUE;
        }
    }

    private void datafile(Path path) {
        String fileName = String.valueOf(path.getFileName());
        int dot = fileName.lastIndexOf('.');
        String name = dot < 0 ? fileName : fileName.substring(0, dot);
        switch (dot < 0 ? "" : Ascii.toLowerCase(fileName.substring(dot + 1))) {
            case "pipe" -> pipe(path, name);
            case "connection" -> connection(path, name);
            case "datasource" -> dataSource(path, name);
            default -> {}
        }
    }

    private void pipe(Path path, String name) {
        String file = resource("Pipe", name, path);
        text(path)
                .flatMap(text -> new PipeReader(name, file, engine, findings).read(text))
                .ifPresent(pipes::add);
    }

    private void connection(Path path, String name) {
        String file = resource("Connection", name, path);
        text(path)
                .flatMap(text -> new ConnectionReader(name, file, secrets, findings).read(text))
                .ifPresent(connections::add);
    }

    private void dataSource(Path path, String name) {
        String file = resource("Data source", name, path);
        findings.notice(
                new ProjectProblem(
                        file,
                        1,
                        1,
                        "Data sources are not stored yet: queries can't read '%s'"
                                .formatted(name)));
    }

    private String resource(String kind, String name, Path path) {
        String file = relative(path);
        NameRules.problem(kind, name)
                .ifPresent(
                        message ->
                                findings.problem(
                                        new ProjectProblem(
                                                file, 1, 1, message + ". Rename the file")));
        resources.add(new Resource(kind, name, file));
        return file;
    }

    private String relative(Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }

    private Optional<String> text(Path path) {
        try {
            if (Files.size(path) > MAX_BYTES) {
                findings.problem(
                        new ProjectProblem(
                                relative(path),
                                1,
                                1,
                                "The file has %d bytes; a datafile has at most %d"
                                        .formatted(Files.size(path), MAX_BYTES)));
                return Optional.empty();
            }
            String text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(Files.readAllBytes(path)))
                            .toString();
            String unmarked = text.startsWith("\ufeff") ? text.substring(1) : text;
            return Optional.of(unmarked.replace("\r\n", "\n"));
        } catch (CharacterCodingException e) {
            findings.problem(
                    new ProjectProblem(relative(path), 1, 1, "The file is not UTF-8; save it so"));
        } catch (IOException e) {
            findings.problem(
                    new ProjectProblem(
                            relative(path), 1, 1, "The file can't be read: " + e.getMessage()));
        }
        return Optional.empty();
    }

    private void checkNames() {
        Map<String, Resource> byName = new HashMap<>();
        for (Resource resource : resources) {
            Resource first = byName.putIfAbsent(Ascii.toLowerCase(resource.name()), resource);
            if (first != null) {
                findings.problem(
                        new ProjectProblem(
                                resource.file(),
                                1,
                                1,
                                "The name '%s' is already taken by %s, without regard to case; rename one"
                                        .formatted(resource.name(), first.file())));
            }
        }
        for (PipeReader.Result result : pipes) {
            for (Node node : result.pipe().nodes()) {
                Resource taken = byName.get(Ascii.toLowerCase(node.name()));
                if (taken != null) {
                    findings.problem(
                            ProjectProblem.at(
                                    node.position(),
                                    "The node '%s' is called like %s; rename the node"
                                            .formatted(node.name(), taken.file())));
                }
            }
        }
    }

    private ImmutableSortedMap<String, Pipe> published() {
        boolean classic =
                pipes.stream()
                        .noneMatch(result -> result.role().stream().anyMatch("endpoint"::equals));
        Map<String, Pipe> byName = new HashMap<>();
        for (PipeReader.Result result : pipes) {
            byName.put(result.pipe().name(), published(result, classic));
        }
        return ImmutableSortedMap.copyOf(byName);
    }

    /**
     * Projects from before TYPE existed publish every pipe; a project with one TYPE endpoint means
     * the others as building blocks.
     */
    private Pipe published(PipeReader.Result result, boolean classic) {
        Pipe pipe = result.pipe();
        if (result.role().isPresent()) {
            String role = result.role().get();
            if (!role.equals("endpoint")) {
                notice(pipe, "TYPE " + role + " is not run yet: the pipe is a building block");
            }
            return pipe;
        }
        if (!classic) {
            return pipe;
        }
        Node endpoint = pipe.node("endpoint").orElse(pipe.output());
        notice(
                pipe,
                "No pipe has TYPE endpoint, so each is published by a node called endpoint or its"
                        + " last one: here "
                        + endpoint.name());
        return pipe.publishedBy(endpoint);
    }

    private void notice(Pipe pipe, String message) {
        findings.notice(new ProjectProblem(pipe.file(), 1, 1, message));
    }
}
