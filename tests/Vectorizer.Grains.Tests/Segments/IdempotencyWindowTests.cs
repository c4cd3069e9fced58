using System.Globalization;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Grains.Segments;

namespace Vectorizer.Grains.Tests.Segments;

public sealed class IdempotencyWindowTests
{
    private static readonly Task<WriteResult> s_answer = Task.FromResult(new WriteResult(0, 1, Durability.Fsync, 1));

    [Fact]
    public void The_oldest_key_makes_room_for_the_newest()
    {
        IdempotencyWindow window = new();
        for (int i = 0; i <= IdempotencyWindow.Capacity; i++)
        {
            window.Add(Key(i), 7, s_answer);
        }

        Assert.False(window.TryFind(Key(0), 7, out _));
        Assert.True(window.TryFind(Key(1), 7, out _));
        Assert.True(window.TryFind(Key(IdempotencyWindow.Capacity), 7, out _));
    }

    [Fact]
    public void Keys_of_writes_that_were_not_done_push_out_no_others()
    {
        IdempotencyWindow window = new();
        window.Add("kept", 7, s_answer);
        for (int i = 0; i < 5 * IdempotencyWindow.Capacity; i++)
        {
            window.Add(Key(i), 7, s_answer);
            window.Forget(Key(i));
        }

        Assert.True(window.TryFind("kept", 7, out _));
    }

    [Fact]
    public void A_key_that_came_again_after_it_was_forgotten_stays_as_long_as_any_other()
    {
        IdempotencyWindow window = new();
        window.Add("again", 7, s_answer);
        window.Forget("again");
        window.Add("before", 7, s_answer);
        window.Add("again", 7, s_answer);
        for (int i = 0; i < IdempotencyWindow.Capacity - 1; i++)
        {
            window.Add(Key(i), 7, s_answer);
        }

        Assert.False(window.TryFind("before", 7, out _));
        Assert.True(window.TryFind("again", 7, out _));
    }

    private static string Key(int i) => i.ToString(CultureInfo.InvariantCulture);
}
