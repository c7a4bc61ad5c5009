package io.camelid.spi.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.spi.chat.ReasoningControl.Effort;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ReasoningControlTest {
    @ParameterizedTest
    @CsvSource({
        "0, NONE",
        "1, LOW",
        "1024, LOW",
        "1025, MEDIUM",
        "2048, MEDIUM",
        "4096, HIGH",
        "8192, XHIGH",
        "8193, MAX",
        "100000, MAX"
    })
    void aBudgetIsTheLeastDegreeThatIsEnough(long tokens, Effort effort) {
        assertEquals(Optional.of(effort), ReasoningControl.ofBudget(tokens).degree());
    }

    @ParameterizedTest
    @EnumSource
    void aDegreeIsItsBudget(Effort effort) {
        assertEquals(
                OptionalLong.of(effort.budgetTokens()),
                ReasoningControl.of(effort).budget());
    }

    @Test
    void whatIsOffIsOffEitherWay() {
        assertTrue(ReasoningControl.of(Effort.NONE).isOff());
        assertTrue(ReasoningControl.ofBudget(0).isOff());
        assertFalse(ReasoningControl.ofBudget(-1).isOff());
        assertEquals(Optional.empty(), ReasoningControl.ofBudget(-1).degree(), "the model decides");
        ReasoningControl undecided = new ReasoningControl(Optional.empty(), OptionalLong.empty(), Optional.of(true));
        assertEquals(OptionalLong.empty(), undecided.budget());
        assertFalse(undecided.isOff());
    }
}
