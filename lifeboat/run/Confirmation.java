package lifeboat.run;

import java.util.List;

/** Asks a person whether data may be replaced. */
@FunctionalInterface
public interface Confirmation {
    /**
     * @param what lines that say what will be replaced
     * @param word the word to type
     * @return whether it was confirmed
     */
    boolean confirm(List<String> what, String word);
}
