package io.penstock.source.files;

import com.google.common.collect.ImmutableList;

import io.penstock.source.files.TableFiles.Format;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SourceError;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is in a connection's folder: the files that its pattern picks, and all folders looked into.
 *
 * @param files sorted by path
 * @param folders sorted by path, the root first
 */
record FolderListing(ImmutableList<DataFile> files, ImmutableList<DataFile> folders) {
    private static final Logger LOG = LoggerFactory.getLogger(FolderListing.class);

    /**
     * Walks the folder, also through symbolic links.
     *
     * @throws QueryException {@link SourceError#FILE_MISSING} when the folder is gone
     */
    static FolderListing read(FilesSettings settings) {
        Walk walk = new Walk(settings);
        try {
            Files.walkFileTree(
                    settings.root(),
                    EnumSet.of(FileVisitOption.FOLLOW_LINKS),
                    Integer.MAX_VALUE,
                    walk);
        } catch (IOException e) {
            throw new QueryException(
                    SourceError.FILE_MISSING,
                    "Connection '%s': can't list folder '%s'"
                            .formatted(settings.connection(), settings.shown(settings.root())),
                    e);
        }
        return new FolderListing(sorted(walk.files), sorted(walk.folders));
    }

    /** What a file is, by the end of its name; nothing for names that mean no data. */
    static Optional<Format> format(Path path) {
        String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(".parquet")) {
            return Optional.of(Format.PARQUET);
        }
        String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
        boolean csv = plain.endsWith(".csv") || plain.endsWith(".tsv") || plain.endsWith(".txt");
        return csv ? Optional.of(Format.CSV) : Optional.empty();
    }

    private static ImmutableList<DataFile> sorted(List<DataFile> files) {
        return ImmutableList.sortedCopyOf(Comparator.comparing(DataFile::path), files);
    }

    private static final class Walk extends SimpleFileVisitor<Path> {
        private final FilesSettings settings;
        private final List<DataFile> files = new ArrayList<>();
        private final List<DataFile> folders = new ArrayList<>();

        Walk(FilesSettings settings) {
            this.settings = settings;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            if (!folder.equals(settings.root()) && isHidden(folder)) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            folders.add(DataFile.of(folder, attributes));
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String below = settings.root().relativize(file).toString().replace('\\', '/');
            boolean picked =
                    attributes.isRegularFile()
                            && !isHidden(file)
                            && settings.pattern().matches(below)
                            && format(file).isPresent();
            if (picked) {
                files.add(DataFile.of(file, attributes));
            }
            return FileVisitResult.CONTINUE;
        }

        /** A file that went away meanwhile, a loop of links, or a folder that is not for us. */
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (file.equals(settings.root())) {
                throw e;
            }
            LOG.warn("Left out {}: {}", settings.shown(file), e.toString());
            return FileVisitResult.CONTINUE;
        }

        private static boolean isHidden(Path path) {
            String name = String.valueOf(path.getFileName());
            return name.startsWith(".") || (name.startsWith("_") && name.indexOf('=') < 0);
        }
    }
}
