namespace Vectorizer.Storage.Files;

/// <summary>Space kept aside for what must go on when the disk is full. Threads: any.</summary>
public interface IDiskReserve
{
    /// <summary>Whether it has been given up and is not there again yet. Then nothing should take space ahead of its need.</summary>
    bool IsSpent { get; }

    /// <summary>Gives the space back to the disk. Does nothing when that has been done.</summary>
    void GiveUp();
}
