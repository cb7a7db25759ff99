//! The national grid of Great Britain (OSGB36) to WGS 84.
//!
//! Ordnance Survey's "A guide to coordinate systems in Great Britain", annexes B and C: an inverse transverse
//! Mercator projection, then a Helmert transformation, right to about five metres.

use domain::Point;

/// Semi-axes of the Airy 1830 ellipsoid, in metres.
const AIRY: (f64, f64) = (6_377_563.396, 6_356_256.909);
/// Semi-axes of the WGS 84 ellipsoid, in metres.
const WGS84: (f64, f64) = (6_378_137.0, 6_356_752.314_245);
/// The scale on the central meridian.
const SCALE: f64 = 0.999_601_271_7;
/// The true origin: 49° N, 2° W.
const ORIGIN: (f64, f64) = (49.0, -2.0);
/// Easting and northing of the true origin, in metres.
const FALSE: (f64, f64) = (400_000.0, -100_000.0);

/// The position of an easting and northing in metres, when it is on the grid.
#[must_use]
pub fn point(easting: f64, northing: f64) -> Option<Point> {
    if !(0.0..=700_000.0).contains(&easting) || !(0.0..=1_300_000.0).contains(&northing) {
        return None;
    }
    let (latitude, longitude) = wgs84(unproject(easting, northing));
    Point::new(latitude.to_degrees(), longitude.to_degrees())
}

/// Latitude and longitude on the Airy ellipsoid, in radians.
fn unproject(easting: f64, northing: f64) -> (f64, f64) {
    let (a, b) = (AIRY.0 * SCALE, AIRY.1 * SCALE);
    let phi0 = ORIGIN.0.to_radians();
    let e2 = 1.0 - (b * b) / (a * a);
    let mut phi = phi0;
    let mut arc = 0.0;
    // Each round brings the arc within a tenth of a millimetre or a hundredfold nearer; ten are plenty.
    for _ in 0..10 {
        phi += (northing - FALSE.1 - arc) / a;
        arc = meridian_arc(b, phi0, phi);
    }
    let (sin, tan) = (phi.sin(), phi.tan());
    let sec = 1.0 / phi.cos();
    let nu = a / (1.0 - e2 * sin * sin).sqrt();
    let rho = a * (1.0 - e2) / (1.0 - e2 * sin * sin).powf(1.5);
    let eta2 = nu / rho - 1.0;
    let (t2, t4, t6) = (tan.powi(2), tan.powi(4), tan.powi(6));
    let d = easting - FALSE.0;
    let latitude = phi - tan / (2.0 * rho * nu) * d.powi(2)
        + tan / (24.0 * rho * nu.powi(3)) * (5.0 + 3.0 * t2 + eta2 - 9.0 * t2 * eta2) * d.powi(4)
        - tan / (720.0 * rho * nu.powi(5)) * (61.0 + 90.0 * t2 + 45.0 * t4) * d.powi(6);
    let longitude = ORIGIN.1.to_radians() + sec / nu * d
        - sec / (6.0 * nu.powi(3)) * (nu / rho + 2.0 * t2) * d.powi(3)
        + sec / (120.0 * nu.powi(5)) * (5.0 + 28.0 * t2 + 24.0 * t4) * d.powi(5)
        - sec / (5040.0 * nu.powi(7)) * (61.0 + 662.0 * t2 + 1320.0 * t4 + 720.0 * t6) * d.powi(7);
    (latitude, longitude)
}

fn meridian_arc(b: f64, phi0: f64, phi: f64) -> f64 {
    let n = (AIRY.0 - AIRY.1) / (AIRY.0 + AIRY.1);
    let (n2, n3) = (n * n, n * n * n);
    let (less, more) = (phi - phi0, phi + phi0);
    b * ((1.0 + n + 1.25 * n2 + 1.25 * n3) * less
        - (3.0 * n + 3.0 * n2 + 2.625 * n3) * less.sin() * more.cos()
        + (1.875 * n2 + 1.875 * n3) * (2.0 * less).sin() * (2.0 * more).cos()
        - 35.0 / 24.0 * n3 * (3.0 * less).sin() * (3.0 * more).cos())
}

/// The Helmert transformation from Airy to WGS 84, at sea level.
fn wgs84((latitude, longitude): (f64, f64)) -> (f64, f64) {
    let (a, b) = AIRY;
    let e2 = 1.0 - (b * b) / (a * a);
    let nu = a / (1.0 - e2 * latitude.sin().powi(2)).sqrt();
    let x = nu * latitude.cos() * longitude.cos();
    let y = nu * latitude.cos() * longitude.sin();
    let z = nu * (1.0 - e2) * latitude.sin();
    let second = |seconds: f64| (seconds / 3600.0).to_radians();
    let (rx, ry, rz) = (second(0.1502), second(0.2470), second(0.8421));
    let scale = 1.0 - 20.4894e-6;
    let x2 = 446.448 + scale * x - rz * y + ry * z;
    let y2 = -125.157 + rz * x + scale * y - rx * z;
    let z2 = 542.060 - ry * x + rx * y + scale * z;

    let (a, b) = WGS84;
    let e2 = 1.0 - (b * b) / (a * a);
    let p = x2.hypot(y2);
    let mut phi = z2.atan2(p * (1.0 - e2));
    for _ in 0..10 {
        let nu = a / (1.0 - e2 * phi.sin().powi(2)).sqrt();
        phi = (z2 + e2 * nu * phi.sin()).atan2(p);
    }
    (phi, y2.atan2(x2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guides_own_example_is_within_ten_metres() {
        // The water tower at Caister, TG 51409 13177, is the worked example of Ordnance Survey's guide.
        let found = point(651_409.903, 313_177.270).unwrap();
        let wanted = Point::new(52.657_977, 1.716_041).unwrap();
        assert!(found.distance(wanted).0 < 10, "{found:?}");
        assert_eq!(point(-1.0, 5.0), None);
        assert_eq!(point(f64::NAN, 5.0), None);
    }
}
