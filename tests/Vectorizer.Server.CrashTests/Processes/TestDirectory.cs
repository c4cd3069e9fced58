namespace Vectorizer.Server.CrashTests.Processes;

/// <summary>A directory that is gone after the test.</summary>
internal sealed class TestDirectory : IDisposable
{
    public string FullPath { get; } = Directory.CreateTempSubdirectory("vectorizer-crash-").FullName;

    /// <summary>A path in it.</summary>
    public string Of(string name) => Path.Combine(FullPath, name);

    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
