namespace EdgeInfer.Vips.Interop;

/// <summary>libvips' number type of one sample; the values are part of its binary interface.</summary>
internal enum BandFormat
{
    UInt8 = 0,
    Int8 = 1,
    UInt16 = 2,
    Int16 = 3,
    UInt32 = 4,
    Int32 = 5,
    Float = 6,
    Complex = 7,
    Double = 8,
    DoubleComplex = 9,
}
