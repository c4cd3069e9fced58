using Vectorizer.Engine.Segments;

namespace Vectorizer.Engine.Tests.Segments;

/// <summary>Every order in which a reader's steps and the reclaimer's can come.</summary>
public sealed class ReaderEpochsTests
{
    private readonly ReaderEpochs _epochs = new();

    [Fact]
    public void What_a_reader_may_hold_that_began_before_is_kept_until_it_ends()
    {
        ReaderPin pin = _epochs.Register();
        _epochs.Enter(pin);
        long tag = _epochs.Advance();

        Assert.False(_epochs.HasPassed(tag));
        ReaderEpochs.Leave(pin);
        Assert.True(_epochs.HasPassed(tag));
    }

    [Fact]
    public void A_reader_that_begins_afterwards_holds_nothing_up()
    {
        ReaderPin pin = _epochs.Register();
        long tag = _epochs.Advance();
        _epochs.Enter(pin);

        Assert.True(_epochs.HasPassed(tag));
        Assert.False(_epochs.HasPassed(_epochs.Advance()));
    }

    [Fact]
    public void Each_of_several_readers_is_waited_for()
    {
        ReaderPin[] pins = [.. Enumerable.Range(0, 5).Select(_ => _epochs.Register())];
        Array.ForEach(pins, _epochs.Enter);
        long tag = _epochs.Advance();
        foreach (ReaderPin pin in pins)
        {
            Assert.False(_epochs.HasPassed(tag));
            ReaderEpochs.Leave(pin);
            _epochs.Enter(pin);
        }

        Assert.True(_epochs.HasPassed(tag));
    }

    // It has read the epoch, and writes its pin when the reclaimer has already looked and freed. What it reads next was
    // hidden before; only the next round must wait for it, although it needs not.
    [Fact]
    public void A_pin_that_comes_late_is_too_old_and_never_too_young()
    {
        ReaderPin late = _epochs.Register();
        _epochs.Enter(late);
        long read = late.Epoch;
        ReaderEpochs.Leave(late);
        long tag = _epochs.Advance();
        Assert.True(_epochs.HasPassed(tag));

        late.Epoch = read;

        Assert.False(_epochs.HasPassed(_epochs.Advance()));
    }

    [Fact]
    public void A_reader_that_is_forgotten_holds_nothing_up()
    {
        ReaderPin pin = _epochs.Register();
        _epochs.Enter(pin);
        _epochs.Unregister(pin);

        Assert.True(_epochs.HasPassed(_epochs.Advance()));
    }
}
