package io.penstock.source.files;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;

import java.nio.file.Path;
import java.util.Objects;

/**
 * The files of one table.
 *
 * @param name the table's name
 * @param place the file or folder that gave the name
 * @param format what all files are
 * @param files sorted by path; never empty
 * @param folders the folders whose change may mean more or fewer files; none for a table of one
 *     named file
 * @param partitions the keys of {@code key=value} folders, outermost first
 */
record TableFiles(
        String name,
        Path place,
        Format format,
        ImmutableList<DataFile> files,
        ImmutableList<DataFile> folders,
        ImmutableList<String> partitions) {

    /** What a file is, by its name. */
    enum Format {
        PARQUET,
        CSV
    }

    TableFiles {
        checkArgument(!files.isEmpty(), "no files");
    }

    /** Changes when a file or folder does. */
    String version() {
        Hasher hasher = Hashing.murmur3_128().newHasher();
        files.forEach(file -> file.hashInto(hasher));
        folders.forEach(folder -> folder.hashInto(hasher));
        return hasher.hash().toString();
    }

    /** Whether every file and folder is still as it was. */
    boolean isUnchanged() {
        return Iterables.all(files, DataFile::isUnchanged)
                && Iterables.all(folders, DataFile::isUnchanged);
    }

    /**
     * The same files as they are now; one that is gone stays as it was, and reading it will say so.
     */
    TableFiles lookAgain() {
        return new TableFiles(name, place, format, now(files), now(folders), partitions);
    }

    private static ImmutableList<DataFile> now(ImmutableList<DataFile> before) {
        return before.stream()
                .map(file -> Objects.requireNonNullElse(DataFile.look(file.path()), file))
                .collect(ImmutableList.toImmutableList());
    }

    long bytes() {
        return files.stream().mapToLong(DataFile::size).sum();
    }
}
