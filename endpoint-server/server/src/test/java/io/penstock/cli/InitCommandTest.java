package io.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

final class InitCommandTest {
    @TempDir private Path folder;

    @Test
    void writesAProjectThatIsGoodRightAway() {
        CommandRun init = CommandRun.in(folder, "init", "shop");
        assertThat(init.code()).isEqualTo(0);
        assertThat(init.out()).contains("wrote shop/pipes/top_products.pipe", "penstock dev shop");

        CommandRun check = CommandRun.in(folder, "check", "shop");
        assertThat(check.err()).isEmpty();
        assertThat(check.out()).isEqualTo("all good: pipes 1, nodes 2, connections 1\n");
        assertThat(check.code()).isEqualTo(0);
    }

    @Test
    void keepsItsOwnFilesOutOfGit() throws IOException {
        CommandRun.in(folder, "init", "shop");
        assertThat(Files.readString(folder.resolve("shop/.gitignore"))).contains(".penstock/");
    }

    @Test
    void neverOverwrites() throws IOException {
        Path mine = folder.resolve("shop/pipes/top_products.pipe");
        Files.createDirectories(folder.resolve("shop/pipes"));
        Files.writeString(mine, "mine");
        CommandRun run = CommandRun.in(folder, "init", "shop");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo(
                        "error: 'shop/pipes/top_products.pipe' is there already; init never"
                                + " overwrites, so name another folder\n");
        assertThat(Files.readString(mine)).isEqualTo("mine");
        assertThat(folder.resolve("shop/data")).doesNotExist();
    }

    @Test
    void refusesAFileInPlaceOfAFolder() throws IOException {
        Files.writeString(folder.resolve("shop"), "a file");
        CommandRun run = CommandRun.in(folder, "init", "shop");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("'shop' is a file; init needs a folder");
    }
}
