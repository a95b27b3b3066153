package io.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

final class PipeCommandTest {
    @TempDir private Path folder;

    @BeforeEach
    void makeAProject() {
        assertThat(CommandRun.in(folder, "init", ".").code()).isEqualTo(0);
    }

    private String pipeFile() throws IOException {
        return Files.readString(folder.resolve("pipes/top_products.pipe"));
    }

    @Test
    void listsPipesWithTheirNodes() {
        CommandRun run = CommandRun.in(folder, "pipe", "ls");
        assertThat(run.code()).isEqualTo(0);
        assertThat(run.out())
                .isEqualTo(
                        """
                        top_products  product_sales, [best_products]
                                      Products by what was earned with them.
                        """);
    }

    @Test
    void publishesANamedNode() throws IOException {
        CommandRun run = CommandRun.in(folder, "pipe", "publish", "top_products", "product_sales");
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo("top_products answers with node product_sales now\n");
        assertThat(CommandRun.in(folder, "pipe", "ls").out())
                .contains("[product_sales], best_products");
    }

    @Test
    void unpublishesAndPublishesTheLastNodeAgain() throws IOException {
        String before = pipeFile();
        CommandRun gone = CommandRun.in(folder, "pipe", "unpublish", "top_products");
        assertThat(gone.out()).isEqualTo("top_products is not published any more\n");
        assertThat(pipeFile()).doesNotContain("TYPE endpoint");

        CommandRun again = CommandRun.in(folder, "pipe", "publish", "TOP_PRODUCTS");
        assertThat(again.out()).isEqualTo("top_products answers with node best_products now\n");
        assertThat(pipeFile().replaceAll("\n+", "\n")).isEqualTo(before.replaceAll("\n+", "\n"));
    }

    @Test
    void anUnknownPipeIsNamedWithTheKnownOnes() {
        CommandRun run = CommandRun.in(folder, "pipe", "publish", "top_product");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo(
                        "error: There is no pipe 'top_product'; the project has: top_products\n");
    }

    @Test
    void anUnknownNodeLeavesTheFileAlone() throws IOException {
        String before = pipeFile();
        CommandRun run = CommandRun.in(folder, "pipe", "publish", "top_products", "nobody");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("nobody", "best_products");
        assertThat(pipeFile()).isEqualTo(before);
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        CommandRun run = CommandRun.in(folder, "pipe", "ls", "--project", "nowhere");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo(
                        "error: There is no project folder 'nowhere'; `penstock init nowhere` makes"
                                + " one\n");
    }
}
