package io.penstock.server.files;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Files and folders that nobody but their owner may look into, where the file system knows owners.
 */
public final class OwnerOnly {
    private static final ImmutableSet<PosixFilePermission> FILE =
            Sets.immutableEnumSet(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private static final ImmutableSet<PosixFilePermission> FOLDER =
            Sets.immutableEnumSet(
                    PosixFilePermission.OWNER_READ,
                    PosixFilePermission.OWNER_WRITE,
                    PosixFilePermission.OWNER_EXECUTE);

    private OwnerOnly() {}

    /**
     * Makes an empty file.
     *
     * @throws FileAlreadyExistsException when it is there
     */
    public static void createFile(Path file) throws IOException {
        Files.createFile(file, rights(file, FILE));
    }

    /** Makes a folder; one that is there stays as it is. Its parent must be there. */
    public static void createFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectory(folder, rights(folder, FOLDER));
        }
    }

    private static FileAttribute<?>[] rights(Path path, ImmutableSet<PosixFilePermission> own)
            throws IOException {
        return isPosix(path.resolveSibling("."))
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(own)}
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) throws IOException {
        return Files.getFileStore(path).supportsFileAttributeView("posix");
    }

    /** Whether others than its owner have a right to a file or folder, as far as that is known. */
    public static boolean isOpenToOthers(Path path) throws IOException {
        return isPosix(path)
                && !Sets.difference(Files.getPosixFilePermissions(path), FOLDER).isEmpty();
    }
}
