package io.penstock.pipe;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;

import io.penstock.template.TemplateEngine;

import java.io.IOException;
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
import java.util.stream.Collectors;

/**
 * Reads a project's folder: finds the datafiles, reads those that changed since the last reading,
 * several at once, and checks what they share.
 */
final class ProjectReader {
    private final Path folder;
    private final SecretLookup secrets;
    private final TemplateEngine engine;
    private final ImmutableMap<String, ReadFile> before;
    private final Findings findings = new Findings();

    /**
     * A reader.
     *
     * @param before files of an earlier reading with the same engine, by their paths
     */
    ProjectReader(
            Path folder,
            SecretLookup secrets,
            TemplateEngine engine,
            ImmutableMap<String, ReadFile> before) {
        this.folder = folder;
        this.secrets = secrets;
        this.engine = engine;
        this.before = before;
    }

    /**
     * What a folder holds.
     *
     * @param files every datafile by its path
     * @param pipes by name, sorted, with their published nodes
     * @param connections those that a server may open
     * @param otherConnections those of systems that no part of the server speaks to yet
     * @param leftOut names of files that are not looked at, because something is wrong with them
     */
    record Contents(
            ImmutableMap<String, ReadFile> files,
            ImmutableSortedMap<String, Pipe> pipes,
            ImmutableSortedMap<String, DataSource> dataSources,
            ImmutableList<ConnectionFile> connections,
            ImmutableList<ConnectionFile> otherConnections,
            ImmutableList<Fixture> fixtures,
            ImmutableList<TestFile> tests,
            ImmutableSet<String> leftOut,
            Findings findings) {}

    /** Reads everything; what is wrong is in the findings. */
    Contents read() {
        List<Path> found = found();
        ImmutableList<ReadFile> read = readFiles(found, findings);
        read.forEach(file -> findings.addAll(file.problems(), file.notices()));
        checkNames(read);
        return contents(read, ImmutableSet.of(), new SideFiles(folder, found));
    }

    /** Reads what has no problems of its own and is not among these files. */
    Contents readable(ImmutableSet<String> without) {
        List<Path> found = found();
        Map<Boolean, List<ReadFile>> read =
                readFiles(found, new Findings()).stream()
                        .collect(
                                Collectors.partitioningBy(
                                        file ->
                                                file.problems().isEmpty()
                                                        && !without.contains(file.file())));
        ImmutableList<ReadFile> good = ImmutableList.copyOf(read.getOrDefault(true, List.of()));
        checkNames(good);
        return contents(
                good,
                read.getOrDefault(false, List.of()).stream()
                        .map(ReadFile::name)
                        .collect(ImmutableSet.toImmutableSet()),
                new SideFiles(folder, found));
    }

    private List<Path> found() {
        if (Files.isDirectory(folder)) {
            return files();
        }
        problem(".", "There is no folder '%s'".formatted(folder));
        return List.of();
    }

    private ImmutableList<ReadFile> readFiles(List<Path> found, Findings ofConfiguration) {
        return IncludeList.chosen(folder, found, ofConfiguration).parallelStream()
                .map(this::read)
                .collect(ImmutableList.toImmutableList());
    }

    private ReadFile read(Path path) {
        String file = folder.relativize(path).toString().replace('\\', '/');
        return Optional.ofNullable(before.get(file))
                .filter(ReadFile::isFresh)
                .orElseGet(() -> FileReading.read(folder, path, secrets, engine));
    }

    private Contents contents(
            ImmutableList<ReadFile> read, ImmutableSet<String> leftOut, SideFiles others) {
        ImmutableMap.Builder<String, ReadFile> files = ImmutableMap.builder();
        Map<String, Pipe> pipes = new HashMap<>();
        Map<String, DataSource> sources = new HashMap<>();
        List<ConnectionFile> connections = new ArrayList<>();
        for (ReadFile file : read) {
            files.put(file.file(), file);
            switch (file.content()) {
                case ReadFile.OfPipe of -> pipes.put(of.pipe().name(), of.pipe());
                case ReadFile.OfDataSource of -> sources.put(of.source().name(), of.source());
                case ReadFile.OfConnection of -> connections.add(of.connection());
                case ReadFile.Broken broken -> {}
            }
        }
        connections.sort(Comparator.comparing(ConnectionFile::name));
        return new Contents(
                files.buildOrThrow(),
                published(pipes),
                ImmutableSortedMap.copyOf(sources),
                connections(connections, true),
                connections(connections, false),
                others.fixtures(),
                others.tests(),
                leftOut,
                findings);
    }

    private static ImmutableList<ConnectionFile> connections(
            List<ConnectionFile> all, boolean runnable) {
        return all.stream()
                .filter(connection -> ConnectionRules.isElsewhere(connection.type()) != runnable)
                .collect(ImmutableList.toImmutableList());
    }

    private List<Path> files() {
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(folder, new Finder(found));
        } catch (IOException e) {
            problem(".", "The folder can't be read: " + e.getMessage());
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
            problem(
                    folder.relativize(file).toString().replace('\\', '/'),
                    "It can't be read: " + problem.getMessage());
            return FileVisitResult.CONTINUE;
        }
    }

    private void checkNames(ImmutableList<ReadFile> read) {
        Map<String, ReadFile> byName = new HashMap<>();
        for (ReadFile file : read) {
            ReadFile first = byName.putIfAbsent(Ascii.toLowerCase(file.name()), file);
            if (first != null) {
                problem(
                        file.file(),
                        "The name '%s' is already taken by %s, without regard to case; rename one"
                                .formatted(file.name(), first.file()));
            }
        }
        for (ReadFile file : read) {
            if (file.content() instanceof ReadFile.OfPipe of) {
                of.pipe().nodes().forEach(node -> checkNode(of.pipe(), node, byName));
            }
        }
    }

    /** Many pipes have a last node with the pipe's name, which means the same thing. */
    private void checkNode(Pipe pipe, Node node, Map<String, ReadFile> byName) {
        ReadFile taken = byName.get(Ascii.toLowerCase(node.name()));
        boolean output = node.name().equalsIgnoreCase(pipe.name()) && node.equals(pipe.output());
        if (taken != null && !output) {
            findings.problem(
                    ProjectProblem.at(
                            node.position(),
                            "The node '%s' is called like %s; rename the node"
                                    .formatted(node.name(), taken.file())));
        }
    }

    private ImmutableSortedMap<String, Pipe> published(Map<String, Pipe> pipes) {
        boolean classic =
                pipes.values().stream().noneMatch(pipe -> pipe.role() instanceof PipeRole.Endpoint);
        ImmutableSortedMap.Builder<String, Pipe> published = ImmutableSortedMap.naturalOrder();
        pipes.forEach(
                (name, pipe) ->
                        published.put(
                                name,
                                classic && pipe.role() instanceof PipeRole.Untyped
                                        ? classic(pipe)
                                        : pipe));
        return published.buildOrThrow();
    }

    /**
     * Projects from before TYPE existed publish every pipe; a project with one TYPE endpoint means
     * the others as building blocks.
     */
    private Pipe classic(Pipe pipe) {
        Node endpoint = pipe.node("endpoint").orElse(pipe.output());
        findings.notice(
                new ProjectProblem(
                        pipe.file(),
                        1,
                        1,
                        "No pipe has TYPE endpoint, so each is published by a node called endpoint"
                                + " or its last one: here "
                                + endpoint.name()));
        return pipe.publishedBy(endpoint);
    }

    private void problem(String file, String message) {
        findings.problem(new ProjectProblem(file, 1, 1, message));
    }
}
