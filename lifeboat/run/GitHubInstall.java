package lifeboat.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import lifeboat.base.UserError;
import lifeboat.config.Config;
import lifeboat.config.ConfigVariables;
import lifeboat.config.StoreConfig;
import lifeboat.schedule.Shift;
import lifeboat.schedule.Task;
import lifeboat.schedule.Workflow;

/** Our workflows in a repository. */
record GitHubInstall(Context context, ScheduleRequest request, Path config) {

    /** Writes them, or takes them out if there are no tasks; returns what was done. */
    List<String> install(List<Task> tasks) {
        Path repository = request.root().map(root -> root.toAbsolutePath().normalize()).orElseGet(this::repository);
        if (!config.startsWith(repository)) {
            throw UserError.usage("[" + config + "] is not in the repository [" + repository + "]", null);
        }
        tasks.forEach(this::refuseRunnersFolder);
        List<String> notes = new ArrayList<>();
        Map<String, String> texts = new LinkedHashMap<>();
        for (Task.Kind kind : Task.Kind.values()) {
            List<Workflow.Leg> legs = tasks.stream().filter(task -> task.kind() == kind).map(task -> leg(task, notes))
                    .toList();
            if (!legs.isEmpty()) {
                texts.put("lifeboat-" + kind.word() + ".yml", Workflow.of(legs, path(repository), lifeboat()));
            }
        }
        OwnFiles files = new OwnFiles(repository.resolve(".github/workflows"), repository.relativize(config),
                request.dryRun());
        files.write(texts);
        files.remove(files.others("lifeboat-", List.of(".yml"), texts.keySet()));
        List<String> said = new ArrayList<>(files.said());
        said.addAll(notes);
        if (said.isEmpty()) {
            said.add("unchanged " + repository + ": nothing of ours is there");
        }
        return said;
    }

    private void refuseRunnersFolder(Task task) {
        Config known = context.config();
        for (String name : task.names()) {
            for (String job : known.sets().getOrDefault(name, List.of(name))) {
                List<String> stores = known.jobs().get(job).stores();
                if (stores.stream().allMatch(store -> known.stores().get(store) instanceof StoreConfig.Directory)) {
                    throw UserError.usage("job [" + job + "] has its backups in a folder alone " + stores
                            + ": GitHub's runner is gone after the run, and they with it",
                            "give the job a store that stays, such as s3");
                }
            }
        }
    }

    private Workflow.Leg leg(Task task, List<String> notes) {
        Shift shift = Shift.of(task.cron(), task.zone(), ZoneOffset.UTC, context.clock().instant());
        ScheduleRun.note(task, ZoneOffset.UTC, shift).ifPresent(notes::add);
        return new Workflow.Leg(task, shift, variables(task));
    }

    /** What the configuration reads, without the sources and drills of others, and the identity for drills alone. */
    private Map<String, String> variables(Task task) {
        ConfigVariables variables = ConfigVariables.of(config, context.env());
        boolean drill = task.kind() == Task.Kind.DRILL;
        Set<String> names = variables.at(place -> !place.matches("jobs\\.[^.]+\\.(source|drill)\\b.*") && (drill
                || !place.startsWith("keys.identity")));
        for (String name : task.names()) {
            for (String job : context.config().sets().getOrDefault(name, List.of(name))) {
                String own = "jobs." + job + (drill ? ".drill" : ".source");
                names.addAll(variables.at(place -> place.equals(own) || place.startsWith(own + ".")));
            }
        }
        if (drill) {
            names.add("LIFEBOAT_IDENTITY");
        }
        boolean bucket = context.config().stores().values().stream()
                .anyMatch(store -> store instanceof StoreConfig.S3 s3
                && s3.secretKey().isEmpty());
        if (bucket) {
            names.addAll(List.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"));
        }
        Map<String, String> expressions = new TreeMap<>();
        names.forEach(name -> expressions.put(name, (name.equals("LIFEBOAT_RECIPIENTS") ? "vars." : "secrets.")
                + name));
        boolean said = variables.places().keySet().stream().anyMatch(place -> place.startsWith("keys.recipients"));
        if (!drill && !said && context.config().keys().recipients().isEmpty()) {
            expressions.put("LIFEBOAT_RECIPIENTS", "vars.LIFEBOAT_RECIPIENTS");
        }
        return expressions;
    }

    private String lifeboat() {
        return request.lifeboat().filter(text -> text.matches("[\\w.-]+/[\\w.-]+@[0-9a-f]{40}")).orElseThrow(() ->
                UserError.usage(request.lifeboat().isEmpty() ? "nothing says which Lifeboat the workflows are to run"
                        : "[" + request.lifeboat().get() + "] names no commit of a repository",
                        "say --lifeboat OWNER/REPOSITORY@COMMIT with all 40 digits of the commit"));
    }

    private Path repository() {
        for (Path folder = config.getParent(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve(".git"))) {
                return folder;
            }
        }
        throw UserError.usage("[" + config + "] is in no git repository", "name the repository's folder with --root");
    }

    private String path(Path repository) {
        return Optional.of(repository.relativize(config).toString()).filter(path -> path.matches("[A-Za-z0-9._/ -]+"))
                .orElseThrow(() -> UserError.usage("[" + config + "] cannot be written into a workflow",
                        "use a path of letters, digits and [._/ -]"));
    }
}
