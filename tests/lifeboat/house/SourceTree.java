package lifeboat.house;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.PackageTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.lang.model.element.Modifier;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * What one source file says, apart from comments and texts.
 *
 * @param file       where it is
 * @param packageName its package, empty for a script
 * @param names      every dotted or simple name that it uses
 * @param implementing for each class in it, what stands behind {@code implements} and {@code extends}
 * @param bases        the same for abstract classes, which are not in the other
 */
record SourceTree(Path file, String packageName, Set<String> names, Map<String, List<String>> implementing,
        Map<String, List<String>> bases) {

    /** Parses files. */
    static List<SourceTree> parse(List<Path> paths) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(null, files, null, List.of("-proc:none"), null,
                    files.getJavaFileObjectsFromPaths(paths));
            List<SourceTree> trees = new ArrayList<>();
            for (CompilationUnitTree unit : task.parse()) {
                trees.add(of(unit));
            }
            return trees;
        }
    }

    private static SourceTree of(CompilationUnitTree unit) {
        Names names = new Names();
        names.scan(unit, null);
        String packageName = unit.getPackageName() == null ? "" : unit.getPackageName().toString();
        return new SourceTree(Path.of(unit.getSourceFile().toUri()), packageName, names.found, names.implementing,
                names.bases);
    }

    private static final class Names extends TreeScanner<Void, Void> {
        private final Set<String> found = new TreeSet<>();
        private final Map<String, List<String>> implementing = new HashMap<>();
        private final Map<String, List<String>> bases = new HashMap<>();

        @Override
        public Void visitPackage(PackageTree tree, Void nothing) {
            return null;
        }

        @Override
        public Void visitMemberSelect(MemberSelectTree tree, Void nothing) {
            String text = tree.toString();
            found.add(text.contains("(") ? "." + tree.getIdentifier() : text);
            return super.visitMemberSelect(tree, nothing);
        }

        @Override
        public Void visitIdentifier(IdentifierTree tree, Void nothing) {
            found.add(tree.getName().toString());
            return null;
        }

        @Override
        public Void visitClass(ClassTree tree, Void nothing) {
            List<String> types = new ArrayList<>(tree.getImplementsClause().stream().map(Tree::toString).toList());
            if (tree.getExtendsClause() != null) {
                types.add(tree.getExtendsClause().toString());
            }
            boolean base = tree.getModifiers().getFlags().contains(Modifier.ABSTRACT);
            (base ? bases : implementing).put(tree.getSimpleName().toString(), types);
            return super.visitClass(tree, nothing);
        }
    }
}
