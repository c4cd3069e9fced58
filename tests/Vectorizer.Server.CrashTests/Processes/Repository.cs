namespace Vectorizer.Server.CrashTests.Processes;

/// <summary>Where the files are that the tests start.</summary>
internal static class Repository
{
    /// <summary>The server as the build of this configuration left it.</summary>
    public static string ServerAssembly { get; } = FindServer();

    private static string FindServer()
    {
        // tests/<project>/bin/<configuration>/net10.0/
        DirectoryInfo output = new(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        string configuration = output.Parent!.Name;
        DirectoryInfo? root = output;
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Vectorizer.Orleans.sln")))
        {
            root = root.Parent;
        }

        if (root is null)
        {
            throw new InvalidOperationException($"The repository was not found above {output.FullName}.");
        }

        string assembly = Path.Combine(
            root.FullName, "src", "Vectorizer.Server", "bin", configuration, output.Name, "Vectorizer.Server.dll");
        return File.Exists(assembly) ? assembly : throw new FileNotFoundException("The server has not been built.", assembly);
    }
}
