package lifeboat.cli;

import java.util.List;
import lifeboat.base.UserError;

/** A command that looks at several stores: one that fails does not keep it from the others, but shows in its end. */
abstract class StoresCommand extends Command {
    StoresCommand(Session session) {
        super(session);
    }

    @Override
    UserError.Kind fallback() {
        return UserError.Kind.STORE_PARTIAL;
    }

    @Override
    List<ExitCode> codes() {
        return List.of(ExitCode.STORE_PARTIAL);
    }
}
