using Vectorizer.Abstractions.Collections;

namespace Vectorizer.Abstractions.Tests.Collections;

public sealed class SlotMapTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(256)]
    [InlineData(4096)]
    public void An_even_map_gives_every_segment_its_share_of_the_slots(int segments)
    {
        SlotMap map = SlotMap.Even(segments);

        int[] counts = new int[segments];
        for (int slot = 0; slot < PointSlots.Count; slot++)
        {
            counts[map.SegmentOf(slot)]++;
        }

        Assert.InRange(counts.Max() - counts.Min(), 0, 1);
    }

    [Fact]
    public void A_range_ends_before_the_slot_that_is_named()
    {
        SlotMap map = new([1, 10, 4096], [5, 6, 5]);

        Assert.Equal([5, 6, 6, 5, 5], new[] { 0, 1, 9, 10, 4095 }.Select(map.SegmentOf));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4096)]
    public void A_slot_that_does_not_exist_is_refused(int slot)
        => Assert.Throws<ArgumentOutOfRangeException>(() => SlotMap.Even(3).SegmentOf(slot));

    [Theory]
    [InlineData(0)]
    [InlineData(4097)]
    public void More_segments_than_slots_are_refused(int segments)
        => Assert.Throws<ArgumentOutOfRangeException>(() => SlotMap.Even(segments));
}
