package io.penstock.pipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.spi.error.QueryException;

import org.junit.jupiter.api.Test;

import java.util.Optional;

final class PipeFileTest {
    private static final String PLAIN =
            """
            # a comment
            NODE a
            SQL >
                SELECT 1

            # about b
            NODE b
            DESCRIPTION two
            SQL >
                SELECT 2
            """;

    @Test
    void publishesTheLastNodeAndBack() {
        String published = PipeFile.publish(PLAIN, Optional.empty());
        assertThat(published).isEqualTo(PLAIN + "\nTYPE endpoint\n");
        assertThat(PipeFile.unpublish(published)).isEqualTo(PLAIN);
        assertThat(PipeFile.publish(published, Optional.empty())).isEqualTo(published);
    }

    @Test
    void movesTheEndpointToAnotherNode() {
        String first = PipeFile.publish(PLAIN, Optional.of("A"));
        assertThat(first).contains("    SELECT 1\n\nTYPE endpoint\n\n# about b\nNODE b");
        assertThat(PipeFile.publish(first, Optional.of("b")))
                .isEqualTo(PLAIN + "\nTYPE endpoint\n");
        assertThat(PipeFile.publish(PLAIN + "\nTYPE endpoint\n", Optional.of("a")))
                .isEqualTo(first);
    }

    @Test
    void keepsLineEndsAndAMissingOne() {
        String windows = PLAIN.replace("\n", "\r\n").stripTrailing();
        String published = PipeFile.publish(windows, Optional.empty());
        assertThat(published).isEqualTo(windows + "\r\n\r\nTYPE endpoint");
        assertThat(PipeFile.unpublish(published)).isEqualTo(windows);
    }

    @Test
    void saysWhichNodesThereAre() {
        assertThatThrownBy(() -> PipeFile.publish(PLAIN, Optional.of("c")))
                .isInstanceOf(QueryException.class)
                .hasMessage("The pipe has no node 'c'; there are: a, b");
        assertThatThrownBy(() -> PipeFile.publish(PLAIN + "TYPE copy\n", Optional.empty()))
                .hasMessageContaining("The pipe has TYPE copy");
    }
}
