namespace Vectorizer.Engine.Segments;

/// <summary>Tells when no reader is left that may hold what has been hidden: reclamation by epochs (Fraser 2004).</summary>
/// <remarks>
/// <code>
/// reader      1. pin := epoch, with a full fence      2. reads sequence, ids, links …       3. pin := 0
/// reclaimer   1. hides what goes                      2. tag := epoch; epoch := tag + 1     3. no pin in 1..tag: frees
/// </code>
/// A reader whose pin is above the tag has read an epoch that was written after everything was hidden, so it cannot come
/// across it. A reader that reads the old epoch and pins it late, after the reclaimer has looked, reads the rest later still,
/// because of the fence, and cannot come across it either. So the pin of a reader may be too old, never too young.
/// Threads: any. A search takes no lock and allocates nothing here: a pin is made once, with its reader.
/// </remarks>
internal sealed class ReaderEpochs
{
    private readonly Lock _gate = new();

    // Replaced and never changed, so that it is read without a lock.
    private ReaderPin[] _pins = [];
    private long _epoch = 1;

    /// <summary>Makes the pin of a new reader.</summary>
    public ReaderPin Register()
    {
        ReaderPin pin = new();
        lock (_gate)
        {
            Volatile.Write(ref _pins, [.. _pins, pin]);
        }

        return pin;
    }

    /// <summary>Forgets the pin of a reader that will not be opened again.</summary>
    public void Unregister(ReaderPin pin)
    {
        lock (_gate)
        {
            Volatile.Write(ref _pins, [.. _pins.Where(other => other != pin)]);
        }
    }

    /// <summary>A reader begins. It may read what is shared only after this.</summary>
    public void Enter(ReaderPin pin) => Interlocked.Exchange(ref pin.Epoch, Volatile.Read(ref _epoch));

    /// <summary>A reader ends, and holds nothing any more.</summary>
    public static void Leave(ReaderPin pin) => Volatile.Write(ref pin.Epoch, 0);

    /// <summary>Ends an epoch: to be called when everything is hidden that shall be freed.</summary>
    /// <returns>The tag to ask <see cref="HasPassed"/> for.</returns>
    public long Advance() => Interlocked.Increment(ref _epoch) - 1;

    /// <summary>Whether every reader that began before <see cref="Advance"/> returned the tag has ended.</summary>
    public bool HasPassed(long tag)
    {
        foreach (ReaderPin pin in Volatile.Read(ref _pins))
        {
            long epoch = Volatile.Read(ref pin.Epoch);
            if (epoch != 0 && epoch <= tag)
            {
                return false;
            }
        }

        return true;
    }
}
