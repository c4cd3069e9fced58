namespace Vectorizer.Server.CrashTests.Rounds;

/// <summary>What happened in a run, to judge whether it tried anything at all.</summary>
internal sealed class CrashCounts
{
    private long _acknowledged;
    private long _refused;
    private long _repeated;
    private long _indexChanges;
    private long _nameChanges;
    private long _happened;
    private long _notHappened;

    /// <summary>Operations that were acknowledged.</summary>
    public long Acknowledged => _acknowledged;

    /// <summary>Indexes over payloads that came, went, or got another type.</summary>
    public long IndexChanges => _indexChanges;

    /// <summary>Aliases that came, were switched or went, and renames.</summary>
    public long NameChanges => _nameChanges;

    /// <summary>Operations that the server put off, such as <c>overloaded</c>.</summary>
    public long Refused => _refused;

    /// <summary>Writes that were sent again under their key.</summary>
    public long Repeated => _repeated;

    /// <summary>Unanswered operations that turned out to have happened.</summary>
    public long Happened => _happened;

    /// <summary>Unanswered operations that turned out not to have happened.</summary>
    public long NotHappened => _notHappened;

    /// <summary>Starts that were cut short by a kill.</summary>
    public int KilledStarts { get; set; }

    /// <summary>Rounds that ended with SIGTERM.</summary>
    public int Stops { get; set; }

    /// <summary>Kills that found a snapshot half written.</summary>
    public int KilledSaves { get; set; }

    /// <summary>Snapshots that were finished.</summary>
    public int Saves { get; set; }

    /// <summary>Segments that were opened from a snapshot.</summary>
    public int LoadedSnapshots { get; set; }

    /// <summary>Segments that were compacted.</summary>
    public int Compactions { get; set; }

    /// <summary>Segments that changed over to another quantization.</summary>
    public int Requantized { get; set; }

    /// <summary>Points that the checks have compared.</summary>
    public long ComparedPoints { get; set; }

    public void CountAcknowledged() => Interlocked.Increment(ref _acknowledged);

    public void CountIndexChange()
    {
        CountAcknowledged();
        Interlocked.Increment(ref _indexChanges);
    }

    public void CountNameChange()
    {
        CountAcknowledged();
        Interlocked.Increment(ref _nameChanges);
    }

    public void CountRefused() => Interlocked.Increment(ref _refused);

    public void CountRepeated() => Interlocked.Increment(ref _repeated);

    public void CountSettled(bool happened) => Interlocked.Increment(ref happened ? ref _happened : ref _notHappened);

    public override string ToString()
        => $"{Acknowledged} operations acknowledged ({IndexChanges} of indexes, {NameChanges} of names), {Repeated} repeated under their key, {Refused} put off; of the unanswered ones "
            + $"{Happened} happened and {NotHappened} did not; {KilledStarts} starts killed, {Stops} stops; "
            + $"{Saves} saves and {Compactions} compactions seen, {Requantized} segments requantized, {KilledSaves} kills during a save, {LoadedSnapshots} snapshots loaded; {ComparedPoints} points compared";
}
