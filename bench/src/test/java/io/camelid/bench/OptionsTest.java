package io.camelid.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void quickGivesWayToWhatIsSaid() {
        Options options = Options.parse("--streams", "7", "--quick", "--only", "slow-reader,streams", "--root", "/r");
        assertEquals(7, options.streams());
        assertEquals(3, options.rounds());
        assertEquals(Set.of(Options.Part.SLOW_READER, Options.Part.STREAMS), options.parts());
        assertEquals(Path.of("/r/karaf-distribution/target/assembly"), options.assembly());
        assertTrue(options.gateway());
        assertFalse(options.profile());
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThrows(IllegalArgumentException.class, () -> Options.parse("--faster"));
        assertThrows(IllegalArgumentException.class, () -> Options.parse("--rounds", "0"));
        assertThrows(IllegalArgumentException.class, () -> Options.parse("--rounds"));
        assertThrows(IllegalArgumentException.class, () -> Options.parse("--only", "everything"));
    }
}
