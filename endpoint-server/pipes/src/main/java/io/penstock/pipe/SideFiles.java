package io.penstock.pipe;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import java.nio.file.Path;
import java.util.List;

/** Files that have no name in the project but belong to it: rows to test with, and tests. */
final class SideFiles {
    private static final ImmutableSet<String> ROWS = ImmutableSet.of("ndjson", "csv", "parquet");

    private final ImmutableList.Builder<Fixture> fixtures = ImmutableList.builder();
    private final ImmutableList.Builder<TestFile> tests = ImmutableList.builder();

    SideFiles(Path folder, List<Path> files) {
        files.forEach(path -> add(folder.relativize(path).toString().replace('\\', '/')));
    }

    private void add(String file) {
        List<String> parts = List.of(file.split("/"));
        List<String> folders = parts.subList(0, parts.size() - 1);
        String fileName = parts.getLast();
        int dot = fileName.lastIndexOf('.');
        if (dot < 1) {
            return;
        }
        String name = fileName.substring(0, dot);
        String extension = Ascii.toLowerCase(fileName.substring(dot + 1));
        if (folders.contains("fixtures") && ROWS.contains(extension)) {
            fixtures.add(new Fixture(name, extension, file));
        } else if (folders.contains("tests")) {
            test(file, name, extension);
        }
    }

    private void test(String file, String name, String extension) {
        switch (extension) {
            case "yaml", "yml" -> tests.add(new TestFile(TestFile.Kind.YAML, name, file));
            case "test" -> tests.add(new TestFile(TestFile.Kind.COMMAND, name, file));
            case "result" ->
                    tests.add(
                            new TestFile(
                                    TestFile.Kind.COMMAND_RESULT,
                                    name.replaceFirst("\\.test$", ""),
                                    file));
            default -> {
                // Scripts and notes.
            }
        }
    }

    /** In the order of their paths. */
    ImmutableList<Fixture> fixtures() {
        return fixtures.build();
    }

    /** In the order of their paths. */
    ImmutableList<TestFile> tests() {
        return tests.build();
    }
}
