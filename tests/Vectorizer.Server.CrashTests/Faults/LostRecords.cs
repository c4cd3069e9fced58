using System.Collections.Immutable;
using Vectorizer.Server.CrashTests.Files;
using Vectorizer.Server.CrashTests.Rounds;

namespace Vectorizer.Server.CrashTests.Faults;

/// <summary>The log of a segment loses its last records while the server is stopped.</summary>
internal sealed class LostRecords(int records) : PlantedFault
{
    public override void Damage(string dataDirectory, ImmutableArray<Connection> connections)
    {
        LogFile last = LogFile.OfSegment(dataDirectory, connections[0].Collections[0].Id!)[^1];
        if (last.Records.Length > records)
        {
            last.CutLast(records);
        }
    }
}
