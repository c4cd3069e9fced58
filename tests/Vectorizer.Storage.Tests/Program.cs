using System.Globalization;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Formats.V1;
using Vectorizer.Storage.Log;

namespace Vectorizer.Storage.Tests;

/// <summary>Runs the tests, or plays the other process in one of them.</summary>
public static class Program
{
    public static Task<int> Main(string[] args) => args switch
    {
        ["hold", var directory] => Hold(directory),
        ["append", var directory, var count] => Append(directory, int.Parse(count, CultureInfo.InvariantCulture)),
        _ when args.Contains("-automated") || args.Contains("@@") => Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args),
        _ => Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
    };

    /// <summary>Opens a data directory and keeps it until it is killed or its input ends.</summary>
    private static async Task<int> Hold(string directory)
    {
        using DataDirectory data = DataDirectory.Open(Disk.ForThisMachine(), directory, "node");
        Console.WriteLine("holding");
        await Console.In.ReadLineAsync();
        return 0;
    }

    /// <summary>Appends and syncs records one by one, and prints what each came to.</summary>
    private static Task<int> Append(string directory, int count)
    {
        using LogStore store = new(Disk.ForThisMachine(), new LogOptions());
        SegmentLog log = SegmentLog.Create(store, LogIdentity.OfSegment(1, 0), directory);
        for (int i = 0; i < count; i++)
        {
            try
            {
                log.Append([new EncodedRecord(LogRecordKind.SegmentWrite, new byte[100])], 0);
                log.Sync();
                Console.WriteLine($"synced {log.LastSequence}");
            }
            catch (LogSealedException exception)
            {
                Console.WriteLine($"sealed {exception.Reason}");
            }
        }

        log.Dispose();
        return Task.FromResult(0);
    }
}
